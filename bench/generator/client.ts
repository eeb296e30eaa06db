import type { LeanSocket } from './lean-socket.ts';
import { MESSAGE_ID, projectKey, projectOf, sessionToken, visitorToken } from '../names.ts';

export interface Who {
  kind: 'visitor' | 'operator';
  n: number;
}

export const credentials = ({ kind, n }: Who): Record<string, string> =>
  kind === 'visitor'
    ? { projectKey: projectKey(projectOf(n)), visitorToken: visitorToken(n) }
    : { sessionToken: sessionToken(n) };

/** One connection, whatever protocol it speaks. */
export interface Client {
  readonly socket: LeanSocket;
  readonly who: Who;
  /** Where it stands: seq for peers, cursor for Parley. Null: at the head, without the past. */
  cursor: string | null;
  /** Socket.IO's session and offset, for its recovery. */
  session: { pid: string; offset: string } | null;
  recovered: boolean;
  joins: number;
}

/** What a scenario wants to hear of a client. */
export interface Listener {
  ready(client: Client): void;
  joined(client: Client): void;
  /** `text` when it was refused. */
  ack(client: Client, request: number, refused: string | null): void;
  /** `index` of the message, or -1 for one that this run has not sent. */
  event(client: Client, index: number, seq: number): void;
  signal(client: Client): void;
}

/** One wire format, written and read by hand: nothing is parsed that can be found by a search. */
export interface Protocol {
  path: string;
  opened(client: Client, listener: Listener): void;
  received(client: Client, text: string, listener: Listener): void;
  join(client: Client, conversation: number): void;
  send(client: Client, request: number, conversation: number, index: number): void;
  /** To the other leg of call number `call`. */
  signal(client: Client, request: number, call: number, signalId: string): void;
}

/** A cursor that gets the whole thread. */
export const FROM_THE_START = '0';

/** Requests below are joins; from here on they are sends. */
export const FIRST_SEND = 1_000;
/** Parley's number for the one subscription to a call. */
export const CALL_EVENTS = FIRST_SEND - 1;

export function indexIn(text: string): number {
  const at = text.indexOf(MESSAGE_ID);
  return at < 0 ? -1 : Number.parseInt(text.slice(at + MESSAGE_ID.length, at + MESSAGE_ID.length + 12), 16);
}

/** The whole number after `key`, or -1. */
export function numberAfter(text: string, key: string): number {
  const at = text.indexOf(key);
  return at < 0 ? -1 : digitsAt(text, at + key.length);
}

export function digitsAt(text: string, from: number): number {
  let value = 0;
  for (let at = from; ; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = value * 10 + digit;
  }
}

/** The text between `before` and the next quotation mark. */
export function quotedAfter(text: string, before: string): string | null {
  const at = text.lastIndexOf(before);
  return at < 0 ? null : text.slice(at + before.length, text.indexOf('"', at + before.length));
}
