import { createTRPCClient, createWSClient, httpLink, TRPCClientError, wsLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '@parley/api';
import type { ConnectionParams } from '@parley/api/contract/inputs';
import { TRPC_PATH, type WireError } from '@parley/api/contract/wire';
import superjson from 'superjson';

export type Api = TRPCClient<AppRouter>;

export interface Close {
  code: number;
  reason: string;
}

/** Straight tRPC, without anything of @parley/client: what the server does shows as it is. */
export interface ApiClient extends AsyncDisposable {
  api: Api;
  /** Every end of a socket that was not our own doing, in order. tRPC's client opens the next by itself. */
  readonly closes: readonly Close[];
  /** The first of them. */
  readonly closed: Promise<Close>;
}

const transformer = {
  input: { serialize: (value: unknown): unknown => value, deserialize: (value: unknown): unknown => value },
  output: superjson,
};
/** Soon, but not in a spin while a server is restarted. */
const RETRY_MS = 50;

export function connectSocket(url: string, params: ConnectionParams): ApiClient {
  const closes: Close[] = [];
  const first = Promise.withResolvers<Close>();
  let leaving = false;
  const client = createWSClient({
    url: `${url.replace(/^http/, 'ws')}${TRPC_PATH}`,
    connectionParams: () => definedOf(params),
    retryDelayMs: () => RETRY_MS,
    WebSocket: class extends WebSocket {
      constructor(address: string | URL) {
        super(address);
        this.addEventListener('close', ({ code, reason }) => {
          if (leaving) return;
          closes.push({ code, reason });
          first.resolve({ code, reason });
        });
      }
    },
  });
  return {
    api: createTRPCClient<AppRouter>({ links: [wsLink({ client, transformer })] }),
    closes,
    closed: first.promise,
    [Symbol.asyncDispose]: async () => {
      leaving = true;
      await client.close();
    },
  };
}

/**
 * The same router over plain requests; subscriptions over HTTP are read with `openEventStream`. `address`: where it comes from,
 * for a server that trusts this machine as its proxy.
 */
export function overHttp(url: string, params: ConnectionParams, address?: string): Api {
  const headers = { ...headersOf(params), ...(address === undefined ? {} : { 'x-forwarded-for': address }) };
  return createTRPCClient<AppRouter>({ links: [httpLink({ url: `${url}${TRPC_PATH}`, transformer, headers })] });
}

/** The hello of a socket, as HTTP headers. */
export function headersOf({
  protocol,
  deviceId,
  sessionToken,
  projectKey,
  visitorToken,
}: ConnectionParams): Record<string, string> {
  return definedOf({
    'x-parley-protocol': protocol,
    'x-parley-device': deviceId,
    authorization: sessionToken === undefined ? undefined : `Bearer ${sessionToken}`,
    'x-parley-project': projectKey,
    'x-parley-visitor': visitorToken,
  });
}

function definedOf(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** What `error.data.parley` says, or the error itself when it never came from the server. */
export function wireErrorOf(cause: unknown): WireError {
  if (cause instanceof TRPCClientError) {
    const data: unknown = cause.data;
    if (isWireErrorData(data)) return data.parley;
  }
  throw cause;
}

/** The code that this call is refused with; throws when it is not refused. */
export async function refusal(call: Promise<unknown>): Promise<WireError['code']> {
  const outcome = await call.then(
    (value) => ({ value }),
    (cause: unknown) => ({ refused: wireErrorOf(cause).code }),
  );
  if ('refused' in outcome) return outcome.refused;
  throw new Error(`not refused, but answered with ${JSON.stringify(outcome.value)}`);
}

export function isWireErrorData(data: unknown): data is { parley: WireError } {
  return typeof data === 'object' && data !== null && 'parley' in data;
}
