/**
 * The wire for networks that block WebSockets: calls as HTTP requests, subscriptions as server-sent events.
 * Loaded only when it is needed. Credentials travel in headers, never in a URL (which proxies log).
 */
import { httpLink, httpSubscriptionLink, type TRPCClientError } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { EventSource } from 'eventsource';
import type { AppRouter } from '@parley/api';
import { parleyErrorOf } from '../errors.ts';
import { terminating, transformer, type Send, type Wire } from './transport.ts';

/** The way broke, or we are not let in any more: what the next question is answered with decides. */
const TROUBLE = new Set<string>(['NETWORK', 'UNAUTHENTICATED', 'IDENTITY_EXPIRED', 'BLOCKED']);

export interface HttpWireOptions {
  url: string;
  headers(): Record<string, string>;
  /** A request or a stream broke on its way, or was refused for who we are: the connection should be looked at. */
  onTrouble(): void;
}

export function createHttpWire(options: HttpWireOptions): Wire {
  const call = terminating(httpLink<AppRouter>({ url: options.url, transformer, headers: () => options.headers() }));
  const listen = terminating(
    httpSubscriptionLink<AppRouter, typeof EventSource>({
      url: options.url,
      transformer,
      EventSource,
      eventSourceOptions: {
        fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...options.headers() } }),
      },
    }),
  );
  let closed = false;

  const send: Send = (op) =>
    observable((observer) => {
      const fail = (error: TRPCClientError<AppRouter>) => {
        if (!closed && TROUBLE.has(parleyErrorOf(error).code)) options.onTrouble();
        observer.error(error);
      };
      const running = (op.type === 'subscription' ? listen : call)(op).subscribe({
        next(envelope) {
          const { result } = envelope;
          // The event source would try again by itself, in step with all others; our own retry has jitter.
          // Failing leaves the link too, by the tear-down below.
          if (result.type === 'state' && result.state === 'connecting' && result.error) return fail(result.error);
          observer.next(envelope);
        },
        error: fail,
        complete: () => observer.complete(),
      });
      return running;
    });

  return {
    kind: 'http',
    send,
    sendNow({ path, input }) {
      const headers = { ...options.headers(), 'content-type': 'application/json' };
      const request = { method: 'POST', headers, body: JSON.stringify(input), keepalive: true };
      fetch(`${options.url}/${path}`, request).catch(() => undefined);
    },
    close() {
      closed = true;
    },
  };
}
