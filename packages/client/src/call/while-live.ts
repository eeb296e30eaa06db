/** What goes on for as long as this device has the call: a watched connection, and a word to the server should the page go away. */
import { v7 as uuidv7 } from 'uuid';
import type { Parting } from '../connection/transport.ts';
import type { CallValue } from './call-value.ts';

/** The connection, as a call needs it beyond requests. */
export interface CallLine {
  hurry(): () => void;
  sendNow(parting: Parting): void;
}

export class WhileLive {
  readonly #line: CallLine;
  readonly #value: CallValue;
  #stop: (() => void) | null = null;

  constructor(line: CallLine, value: CallValue) {
    this.#line = line;
    this.#value = value;
  }

  begin(): void {
    if (this.#stop) return;
    const relax = this.#line.hurry();
    const stopWatching = onPageGone(() => this.leave());
    this.#stop = () => {
      relax();
      stopWatching();
    };
  }

  end(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** The page goes away, and what is left of it is this turn. */
  leave(): void {
    if (!this.#stop) return;
    this.end();
    const { callId } = this.#value.now;
    this.#line.sendNow({ path: 'call.signal', input: { callId, signalId: uuidv7(), signal: { kind: 'left' } } });
  }
}

/** Not `beforeunload`: it comes before the person has decided. A page that is kept may come back as it was. */
function onPageGone(listener: () => void): () => void {
  if (typeof window === 'undefined') return () => undefined;
  const hidden = ({ persisted }: PageTransitionEvent) => {
    if (!persisted) listener();
  };
  window.addEventListener('pagehide', hidden);
  return () => window.removeEventListener('pagehide', hidden);
}
