import type { PresenceOf } from '../../contract/events.ts';

/**
 * Carries hints between the processes of one installation. No message carries truth: each may be lost, doubled
 * or late, and a sweep makes good what is lost.
 */
export type BusMessage =
  /** Stream `s` reached seq `n`. */
  | { kind: 'hint'; stream: number; seq: number }
  /** This session was revoked: close its sockets. */
  | { kind: 'revoked'; sessionId: string }
  /** What this operator, or visitor, may do has changed, for the `rights`th time: close what was opened before. Older nodes know this name. */
  | { kind: 'rights'; operatorId: string; rights: number }
  /** This visitor is no more: close his sockets. Nodes of before 0025 say so; others end his sessions (`revoked`). */
  | { kind: 'visitorGone'; visitorId: string }
  /** This conversation is no more: forget where it was. */
  | { kind: 'conversationGone'; conversationId: string }
  /** This person came to, or went from, that node. */
  | { kind: 'present'; node: string; who: BusPerson & { projectId: string }; here: boolean }
  /** That node stops: nobody is there any more. */
  | { kind: 'left'; node: string }
  | {
      kind: 'typing';
      node: string;
      typing: { conversationId: string; projectId: string; who: BusPerson; typing: boolean; text?: string | undefined };
    }
  /** This operator has the conversation before him; nodes of before 0033 do not know this name. */
  | {
      kind: 'looking';
      node: string;
      looking: {
        conversationId: string;
        who: Extract<BusPerson, { kind: 'operator' }>;
        deviceId: string;
        looking: boolean;
      };
    };
type BusPerson = Exclude<PresenceOf, { kind: 'team' }>;

export interface BusListener {
  /** Of other processes. What this one has said it knows. */
  onMessage: (message: BusMessage) => void;
  /** Some may have been lost. */
  onGap: () => void;
}

export interface Bus {
  /** Never throws and never waits: a bus that is down drops the message. */
  publish(message: BusMessage): void;
  /** Resolves when it hears, or has found that nobody is there yet: then it goes on trying. Never rejects. */
  start(listener: BusListener): Promise<void>;
  close(): Promise<void>;
}
