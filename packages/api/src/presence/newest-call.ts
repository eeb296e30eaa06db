/** Of calls that wait on their way, under the same key, the newest alone is to have its effect. */
export class NewestCall {
  readonly #newest = new Map<string, symbol>();

  /** @param work is to ask, after its last wait, whether no newer one has come since it began */
  async run(key: string, work: (isNewest: () => boolean) => Promise<void>): Promise<void> {
    const call = Symbol('call');
    const isNewest = (): boolean => this.#newest.get(key) === call;
    this.#newest.set(key, call);
    try {
      await work(isNewest);
    } finally {
      if (isNewest()) this.#newest.delete(key);
    }
  }
}
