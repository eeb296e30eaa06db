import { AppError } from '../access/app-error.ts';
import type { Caller, Connection, Seat, VisitorCaller } from '../access/caller.ts';

export interface HolderOptions {
  caller: Caller;
  /** One of the connections that this visitor may have open. @returns what gives it back @throws AppError RATE_LIMITED */
  takePlace?: (visitorId: string) => () => void;
  /** The connection is his from here on, and so is that place. */
  onVisitor?: (visitor: VisitorCaller, leave: () => void) => void;
}

const nothing = (): void => undefined;

/** Whose a connection is. */
export class Holder implements Pick<Connection, 'caller' | 'become' | 'update'> {
  readonly #takePlace: (visitorId: string) => () => void;
  readonly #onVisitor: (visitor: VisitorCaller, leave: () => void) => void;
  #caller: Caller;
  #isBeginning = false;

  constructor({ caller, takePlace = () => nothing, onVisitor = nothing }: HolderOptions) {
    this.#caller = caller;
    this.#takePlace = takePlace;
    this.#onVisitor = onVisitor;
  }

  get caller(): Caller {
    return this.#caller;
  }

  async become<T extends { visitor: VisitorCaller }>(begin: (seat: Seat) => Promise<T>): Promise<T> {
    if (this.#caller.kind !== 'guest' || this.#isBeginning)
      throw new AppError('FORBIDDEN', 'one connection, one visitor: this is another one’s');
    this.#isBeginning = true;
    let leave = nothing;
    try {
      const begun = await begin((visitorId) => (leave = this.#takePlace(visitorId)));
      this.#caller = begun.visitor;
      this.#onVisitor(begun.visitor, leave);
      return begun;
    } catch (cause) {
      leave();
      throw cause;
    } finally {
      this.#isBeginning = false;
    }
  }

  update(known: Parameters<Connection['update']>[0]): void {
    if (this.#caller.kind === 'visitor') this.#caller = { ...this.#caller, ...known };
  }
}
