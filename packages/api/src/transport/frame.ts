import superjson from 'superjson';
import { LIMITS, ERRORS, type ErrorCode, type WireError } from '../contract/wire.ts';

/** A path or an id longer than this is nobody's mistake. */
const PATH_CHARS = 128;
const ID_CHARS = 64;

export type CallId = number | string;
interface Call {
  id: CallId;
  method: 'query' | 'mutation' | 'subscription';
  params: { path: string; lastEventId?: string };
}
interface Stop {
  id: CallId;
  method: 'subscription.stop';
}
export type Message = Call | Stop;

/** What the first frame of a socket claims; null for one that is no hello. `authenticate` judges the claims. */
export function readHello(text: string): Record<string, string> | null {
  const value = parseJson(text);
  if (!isRecord(value) || value['method'] !== 'connectionParams') return null;
  const claims = value['data'] ?? {};
  return isRecord(claims) && hasTextAlone(claims) ? claims : null;
}

/** What a socket has open now; the limits are judged against it. */
export interface Open {
  calls: ReadonlySet<CallId>;
  subscriptions: ReadonlySet<CallId>;
  subscriptionLimit: number;
}

export type Verdict =
  | { kind: 'judged'; pass: Message[]; refuse: { id: CallId; code: ErrorCode }[] }
  /** Not what the protocol says: no id to answer to. */
  | { kind: 'malformed' };

/** Judges a frame before tRPC sees it (TR2, TR4): shape, size of the batch, and how much is open already. */
export function judgeFrame(text: string, open: Open): Verdict {
  const parsed = parse(text);
  if (parsed === null) return { kind: 'malformed' };
  if (parsed.length > LIMITS.batch) {
    return { kind: 'judged', pass: [], refuse: parsed.map(({ id }) => ({ id, code: 'TOO_MANY' })) };
  }
  const fresh: Fresh = { ids: new Set(), calls: 0, subscriptions: 0 };
  const verdict: Extract<Verdict, { kind: 'judged' }> = { kind: 'judged', pass: [], refuse: [] };
  for (const one of parsed) {
    const code = admit(one, open, fresh);
    if (code === null) verdict.pass.push(one);
    else verdict.refuse.push({ id: one.id, code });
  }
  return verdict;
}

function parse(text: string): Message[] | null {
  const value = parseJson(text);
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.length > 0 && list.every(isMessage) ? list : null;
}

/** By hand: a schema's copy of each frame took 4 % of a busy server's time. */
function isMessage(value: unknown): value is Message {
  if (!isRecord(value) || !isCallId(value['id'])) return false;
  const { jsonrpc, method, params } = value;
  // tRPC would throw at it later: it answers to no id then, and the caller would wait for ever.
  if (jsonrpc !== undefined && jsonrpc !== '2.0') return false;
  if (method === 'subscription.stop') return true;
  if (method !== 'query' && method !== 'mutation' && method !== 'subscription') return false;
  if (!isRecord(params)) return false;
  const { path, lastEventId } = params;
  return (
    typeof path === 'string' &&
    path.length <= PATH_CHARS &&
    (lastEventId === undefined || typeof lastEventId === 'string')
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const hasTextAlone = (record: Record<string, unknown>): record is Record<string, string> =>
  Object.values(record).every((one) => typeof one === 'string');

const isCallId = (id: unknown): id is CallId =>
  typeof id === 'string' ? id.length > 0 && id.length <= ID_CHARS : Number.isSafeInteger(id) && Number(id) >= 0;

/** Undefined where it is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the frame itself has brought so far. */
interface Fresh {
  ids: Set<CallId>;
  calls: number;
  subscriptions: number;
}

function admit({ id, method }: Message, open: Open, fresh: Fresh): ErrorCode | null {
  if (method === 'subscription.stop') return null;
  if (fresh.ids.has(id) || open.calls.has(id) || open.subscriptions.has(id)) return 'INVALID_INPUT';
  if (method === 'subscription') {
    if (open.subscriptions.size + fresh.subscriptions >= open.subscriptionLimit) return 'TOO_MANY';
    fresh.subscriptions += 1;
  } else {
    if (open.calls.size + fresh.calls >= LIMITS.inFlight) return 'RATE_LIMITED';
    fresh.calls += 1;
  }
  fresh.ids.add(id);
  return null;
}

/** tRPC's error envelope, for what never reached tRPC. */
export function errorFrame(id: CallId | null, code: ErrorCode, retryAfterMs?: number): string {
  const { http: httpStatus, retry } = ERRORS[code];
  const parley: WireError = { code, retry, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  const data = { code: 'BAD_REQUEST', httpStatus, parley };
  return JSON.stringify({ id, error: superjson.serialize({ message: code, code: -32_600, data }) });
}

/** `{"id":7,"result":{"type":"stopped"` and its kin: what the adapter's answers begin with. */
const ANSWER =
  /^\{"id":(\d+|"(?:[^"\\]|\\.)*"),(?:"jsonrpc":"2\.0",)?"(error|result)":(?:\{"type":"(started|stopped|data)")?/;

/** Which call an outgoing frame answers, and whether it ends a subscription: as it was asked to, or by an error. */
export function readAnswer(frame: string): { id: CallId; ends: 'stopped' | 'error' | null } | null {
  const [, id, kind, type] = ANSWER.exec(frame) ?? [];
  if (id === undefined) return null;
  return {
    id: id.startsWith('"') ? String(JSON.parse(id)) : Number(id),
    ends: kind === 'error' ? 'error' : type === 'stopped' ? 'stopped' : null,
  };
}
