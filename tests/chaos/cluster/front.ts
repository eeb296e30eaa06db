import { TcpProxy } from '../../support/tcp-proxy.ts';
import type { ServerNode } from './server-node.ts';

const CHECK_MS = 250;
/** A node that is frozen takes connections and answers none. */
const ANSWER_MS = 1_000;

/** The load balancer: one address, new connections in turn to the nodes whose `/readyz` says 200. */
export class Front {
  readonly proxy: TcpProxy;
  readonly #ready: Set<ServerNode>;
  readonly #checks: NodeJS.Timeout;

  private constructor(proxy: TcpProxy, ready: Set<ServerNode>, nodes: () => readonly ServerNode[]) {
    this.proxy = proxy;
    this.#ready = ready;
    this.#checks = setInterval(() => {
      const present = nodes();
      for (const node of ready) if (!present.includes(node)) ready.delete(node);
      for (const node of present) void this.#check(node);
    }, CHECK_MS);
  }

  static async start(nodes: () => readonly ServerNode[]): Promise<Front> {
    const ready = new Set<ServerNode>();
    let turn = 0;
    const proxy = await TcpProxy.start(() => {
      const node = [...ready][turn++ % ready.size];
      return node === undefined ? null : new URL(node.url);
    });
    return new Front(proxy, ready, nodes);
  }

  get url(): string {
    return this.proxy.url;
  }

  get readyNodes(): number {
    return this.#ready.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#checks);
    await this.proxy[Symbol.asyncDispose]();
  }

  async #check(node: ServerNode): Promise<void> {
    const isReady = await fetch(`${node.url}/readyz`, { signal: AbortSignal.timeout(ANSWER_MS) }).then(
      async (response) => {
        await response.body?.cancel();
        return response.status === 200;
      },
      () => false,
    );
    if (isReady) this.#ready.add(node);
    else this.#ready.delete(node);
  }
}
