/** Our part in the media of a call that is ours: one connection after the other, and all of it anew after a reload. */
import type { RecordedCallEvent } from '@parley/api/contract/events';
import type { CallView } from '@parley/api/contract/call-views';
import { v7 as uuidv7 } from 'uuid';
import { parleyErrorOf } from '../errors.ts';
import type { CallParts } from './call-parts.ts';
import { History } from './history.ts';

export class Engagement {
  readonly #parts: CallParts;
  /** Is the call ours in this view? */
  readonly #isOurs: (view: CallView) => boolean;
  readonly #history = new History((event) => this.#engage(event));
  /** The call is ours, but this page has nothing of it: it was loaded anew. */
  #resumed = false;
  /** That this page can connect while it rings. */
  #saidEarly = false;
  /** The other side's packets have stopped. */
  #silent = false;

  constructor(parts: CallParts, isOurs: (view: CallView) => boolean) {
    this.#parts = parts;
    this.#isOurs = isOurs;
  }

  hear(event: RecordedCallEvent): void {
    if (event.type === 'signal' && event.signal.kind === 'tracks') this.#parts.tracks.hear(event.signal);
    else this.#history.hear(event);
  }

  /** The server says that the call is ours; `before` is what it said last. */
  take(view: CallView, before: CallView | null): void {
    const { own, live, value, signals } = this.#parts;
    if (this.#silent) this.showMedia(false);
    live.begin();
    if (view.early && !this.#saidEarly) {
      this.#saidEarly = true;
      signals.send({ kind: 'early' });
    }
    // Both sides called at once, and the other one with its voice alone: nobody is shown more than he asked to show.
    const merged = view.media === 'audio' && before?.media !== 'audio';
    if (merged && value.now.camera) void own.setCamera(false).catch(() => undefined);
    if (!own.tracks.isOpen && !this.#resumed) this.#resume(view);
    if (!this.#resumed) this.#negotiate(view);
  }

  /** It rings here, and we connect meanwhile. Nothing is heard or shown before somebody has accepted. */
  takeEarly(view: CallView): void {
    this.#parts.live.begin();
    this.#parts.negotiator.follow(view);
  }

  /** At once: where packets are lost, the server's word may be held up too. */
  showMedia(flows: boolean): void {
    const { value, quality } = this.#parts;
    const { call, phase } = value.now;
    if (flows && call?.callee) quality.start();
    this.#silent = !flows;
    if (!flows && phase === 'active') value.step('reconnecting');
    if (flows && phase === 'reconnecting' && call?.state === 'active') value.step('active');
  }

  /** What is of the present: generations that begin now, and what the other side says of them. */
  #engage(event: RecordedCallEvent): void {
    const { value, negotiator } = this.#parts;
    if (value.isOver) return;
    if (event.type === 'state') {
      if (this.#resumed && this.#isOurs(event.call)) this.#negotiate(event.call);
    } else if (event.signal.kind !== 'tracks') negotiator.hear(event.signal);
  }

  #negotiate(view: CallView): void {
    const { negotiator, tracks, heard } = this.#parts;
    negotiator.follow(view);
    if (!view.callee) return;
    heard.show();
    // The other side may be a page that was loaded anew and knows nothing of us. Before the descriptions are set each word
    // about tracks would be one more in the way of theirs, as all that happens to a call happens one after the other.
    if (negotiator.isSettled) tracks.tell();
  }

  /** The other side is heard as soon as it can be, whatever our microphone does. */
  #resume(view: CallView): void {
    const { requests, negotiator } = this.#parts;
    this.#resumed = true;
    const restart = requests.signal({ signalId: uuidv7(), signal: { kind: 'restart', what: 'peer' } });
    // Of a call that is over meanwhile the stream tells.
    this.#history.endWith(restart).catch(() => undefined);
    negotiator.gather(view);
    void this.#openAgain();
  }

  async #openAgain(): Promise<void> {
    const { value, own, choices, signals } = this.#parts;
    try {
      const { camera, ...facts } = (await choices.read()) ?? { camera: value.now.media === 'video' };
      value.set(facts);
      await own.open(camera ? 'video' : 'audio');
    } catch (cause) {
      if (value.isOver) return;
      value.set({ error: parleyErrorOf(cause).code });
      signals.send({ kind: 'media', state: 'denied', gen: value.now.call?.gen ?? 0 });
    }
  }
}
