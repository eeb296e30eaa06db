import type { CallWords } from './call-words.ts';

/** Every word that the panel and the calls show; of files and of the check each has its own. A locale that misses one does not compile. */
export interface Dictionary {
  chat: {
    /** `{project}` */
    title: string;
    close: string;
    online: string;
    away: string;
    greeting: string;
    greetingText: string;
    /** Names the log for screen readers. */
    messages: string;
    /** An operator whose name is not known. */
    team: string;
    /** `{name}` */
    typing: string;
    loadingOlder: string;
    newest: string;
    /** `{count}` */
    newestUnread: string;
    /** After the text of a link. */
    newTab: string;
  };
  message: {
    /** Read aloud before what the visitor wrote. */
    you: string;
    queued: string;
    sending: string;
    sent: string;
    delivered: string;
    read: string;
    failed: string;
    retry: string;
    discard: string;
  };
  composer: {
    label: string;
    placeholder: string;
    send: string;
    /** `{count}` */
    left: string;
    /** `{count}` */
    over: string;
    attach: string;
    /** What is typed is shown to the team at once. */
    previewed: string;
  };
  connection: { connecting: string; reconnecting: string; offline: string };
  /** Lines between messages. */
  thread: {
    closed: string;
    reopened: string;
    /** `{name}` */
    joined: string;
  };
  trouble: Record<TroubleWord, string> & { title: string; retry: string };
  call: CallWords;
}

/** The kinds of trouble that a visitor can tell apart. */
export type TroubleWord =
  | 'network'
  | 'refused'
  | 'unavailable'
  | 'broken'
  | 'tooLong'
  | 'tooFast'
  | 'callOver'
  | 'micDenied'
  | 'noDevice'
  | 'deviceBusy'
  | 'notSupported';
