/** The public types. Hand-written: they are what sites compile against, and they know nothing of the server's code. */

import type { CallCheckOptions, WidgetCallCheck } from './call-check.ts';

export type { CallCheckOptions, WidgetCallCheck } from './call-check.ts';
export type Theme = 'auto' | 'light' | 'dark';
export type Media = 'audio' | 'video';
export type Locale = 'en' | 'de' | 'ru' | 'es' | 'fr' | 'ar';

export interface WidgetOptions {
  /** Where Parley runs, such as `https://chat.example.com`. */
  serverUrl: string;
  /** The project's public key: `pk_…`. */
  projectKey: string;
  /** A language tag. Default: the page's `lang`, then the browser's language, then English. */
  locale?: string;
  /** Default `auto`: follows the visitor's system. */
  theme?: Theme;
  /** The accent as `#rgb` or `#rrggbb`; text on it becomes black or white, whichever reads better. */
  color?: string;
  /** The bottom corner of the launcher, in the direction of the widget's language. Default `end`. */
  position?: 'end' | 'start';
  /** Only for browsers without constructable stylesheets: the CSP nonce of the fallback `<style>`. */
  nonce?: string;
  /** Default 2147483000: over everything but the browser itself. */
  zIndex?: number;
  /** What operators shall know about the visitor: up to 20 values, each up to 255 characters. */
  attributes?: Record<string, string | number | boolean>;
  /**
   * Asked before anything is loaded, stored or sent, each time that somebody acts: only `true` lets it happen. Otherwise the chat
   * closes again, and what was to be done is dropped with an `error` event, `CONSENT_REFUSED`.
   */
  consent?: () => boolean | Promise<boolean>;
  /** `false`: no launcher; the site opens the chat by `open()`. Default `true`. */
  launcher?: boolean;
}

/** What your site says about its visitor: a JWT that it has signed for this project, or where to get one. */
export type VisitorIdentity =
  | { token: string }
  /**
   * Called when the chat is used, before the time of the last token is over, and when the server asks for another one.
   * `null`: nobody is signed in, which is a `logout` here.
   */
  | { getToken: () => Promise<string | null> };

export interface WidgetMessage {
  id: string;
  from: 'visitor' | 'operator' | 'system';
  /** The operator's name; `null` for the visitor. */
  author: string | null;
  /** Plain text, as written. Never put it into a page as HTML. */
  text: string;
  at: Date;
}

export interface WidgetCall {
  id: string;
  media: Media;
  direction: 'outgoing' | 'incoming';
  phase: 'preparing' | 'calling' | 'ringing' | 'incoming' | 'connecting' | 'active' | 'reconnecting' | 'ended';
  /** With `ended`: why, such as `completed`, `no_answer` or `declined`. */
  reason: string | null;
  /** What this device could not do, such as `MEDIA_DENIED`. */
  error: string | null;
}

export interface WidgetEvents {
  /** The widget is on the page. Listeners that come later are still told. */
  ready: { projectKey: string };
  /** The panel opened: by the visitor, by the site's `open()`, or because a call needs it. */
  opened: { by: 'visitor' | 'site' | 'call' };
  closed: { by: 'visitor' | 'site' };
  /** How many messages of operators the visitor has not seen. */
  unread: { count: number };
  /** A message, of either side, was stored by the server. */
  message: WidgetMessage;
  /** A call changed its phase. */
  call: WidgetCall;
  connection: { state: 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'closed' };
  /** Something the visitor was told, or that the site should know; `code` is stable, `message` is for people. */
  error: { code: string; message: string };
}

export interface Widget {
  open(): void;
  close(): void;
  toggle(): void;
  /** Shows launcher and panel again after `hide()`. */
  show(): void;
  /** Takes launcher and panel off the screen; a connection stays. */
  hide(): void;
  /** Ends everything: elements, sockets, timers, listeners. `createWidget` may be called again afterwards. */
  destroy(): void;
  /**
   * Sends as the visitor; the outcome is a `message` or an `error` event.
   * @throws TypeError when the text is empty or longer than 4,000 characters.
   */
  sendMessage(text: string): void;
  /** Opens the panel and calls the operators; the browser asks for the microphone. Default `audio`. */
  startCall(media?: Media): void;
  /** Hangs up, cancels or declines, whichever fits; without a call it does nothing. */
  endCall(): void;
  /**
   * Looks at microphone, camera and network, for a page of your own; the browser asks for the devices.
   * Rejects when the widget could not be loaded or was destroyed. `close()` it, or the microphone stays on.
   */
  checkCall(options?: CallCheckOptions): Promise<WidgetCallCheck>;
  /**
   * Tells who the visitor is; on each page, and before or after the chat has been loaded, which it does not do by itself. The outcome
   * is the conversation of that person on all his devices, or an `error` event: `IDENTITY_INVALID`, `IDENTITY_EXPIRED`.
   */
  identify(identity: VisitorIdentity): void;
  /**
   * The person leaves: nothing of him stays in this browser, in other tabs neither, and what he was let in by is revoked. Call it
   * when he signs out of your site. Resolves when the server knows; the browser has forgotten before that.
   */
  logout(): Promise<void>;
  /** @returns a function that ends the listening. */
  on<Name extends keyof WidgetEvents>(event: Name, listener: (event: WidgetEvents[Name]) => void): () => void;
}
