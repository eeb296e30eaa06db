import { TRPC_PATH } from '@parley/api/contract/wire';
import type { Random } from '../../chaos/random.ts';
import { headersOf } from '../../support/api-client.ts';
import type { CallType } from '../../support/raw-socket.ts';
import type { Line } from '../../transport/line.ts';
import { handshake, sendRaw } from '../../transport/raw-http.ts';
import { frame, HELLO, TEXT } from '../raw-frames.ts';
import { ROLES, type Crew, type Role } from './crew.ts';
import { make } from './make.ts';
import type { Procedure } from './shapes.ts';
import { spoil, spoilBytes } from './spoil.ts';

export interface World {
  crew: Crew;
  procedures: readonly Procedure[];
}
/** What was sent, for whoever has to find out what of it was too much; what came back. */
export interface Trace {
  sent: string[];
  heard: string[];
}
export type Step = (world: World, random: Random, trace: Trace) => Promise<void>;

const MOST_CALLS = 8;
/** No measure of speed: whoever has no answer by then gets none. */
const HANG_MS = 10_000;
/** One input in so many is left as it was made: what it leads to is what the next ones meet. */
const WHOLE_EVERY = 3;

interface Call {
  id: string;
  method: CallType;
  path: string;
  input: unknown;
}

let calls = 0;

/** Mostly what this role may call; now and then anything. */
function aCall({ crew, procedures }: World, role: Role, random: Random): Call {
  const audience = role === 'guest' ? 'visitor' : role;
  const allowed = procedures.filter((each) => each.audience.includes(audience));
  const { path, type, input } = random.pick(random.between(1, 10) > 1 ? allowed : procedures);
  const made = input === null ? undefined : make(input, random, crew.known);
  const spoilt = random.between(1, WHOLE_EVERY) === 1 ? made : spoil(made ?? null, random);
  calls += 1;
  return { id: `f${calls}`, method: type, path, input: spoilt };
}

const envelope = ({ id, method, path, input }: Call): object => ({ id, method, params: { path, input } });

/** @throws Error for who has neither an answer nor been put out */
async function answered(line: Line, id: string): Promise<void> {
  const begins = `{"id":"${id}",`;
  const answer = line.until((text) => (text.startsWith(begins) ? text : null));
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<'hang'>((resolve) => (timer = setTimeout(() => resolve('hang'), HANG_MS)));
  // Closed is an answer, too.
  const outcome = await Promise.race([answer.catch(() => 'closed'), hang]);
  clearTimeout(timer);
  if (outcome === 'hang') throw new Error(`no answer to ${id}`);
}

/** Calls at once over one socket, in one frame or in many, some stopped or cut off before they are answered. */
const overSocket: Step = async (world, random, trace) => {
  const role = random.pick(ROLES);
  const line = await world.crew.line(role);
  const from = line.texts.length;
  const some = Array.from({ length: random.between(1, MOST_CALLS) }, () => aCall(world, role, random));
  const messages = some.map(envelope);
  for (const text of random.between(1, 3) === 1 ? [messages] : messages) {
    trace.sent.push(`${role}: ${JSON.stringify(text)}`);
    line.say(text);
  }
  if (random.between(1, 8) === 1) line.socket.terminate();
  for (const { id } of some) await answered(line, id);
  for (const { id, method } of some) if (method === 'subscription') line.say({ id, method: 'subscription.stop' });
  trace.heard.push(...line.texts.slice(from));
};

/** Frames that are none, or no messages; the socket may be closed for it, and others are not. */
const badEnvelopes: Step = async (world, random, trace) => {
  const role = random.pick(ROLES);
  const line = await world.crew.line(role);
  const from = line.texts.length;
  const whole = envelope(aCall(world, role, random));
  const text = random.pick([
    JSON.stringify(spoil(whole, random)),
    JSON.stringify([whole, spoil(whole, random)]),
    spoilBytes(Buffer.from(JSON.stringify(whole)), random).toString(),
  ]);
  trace.sent.push(`${role}: ${text}`);
  line.socket.send(text);
  line.call(`alive-${(calls += 1)}`, 'health', undefined, 'query');
  await answered(line, `alive-${calls}`);
  trace.heard.push(...line.texts.slice(from));
};

/** A whole conversation with a few bytes of it turned, from the first line of the handshake on. */
const badBytes: Step = async ({ crew }, random, trace) => {
  const text = frame(TEXT, '{"id":1,"method":"query","params":{"path":"health"}}');
  const shake = Buffer.from(handshake(crew.url));
  const spoilt = random.pick([
    () => [spoilBytes(Buffer.concat([shake, HELLO, text]), random)],
    () => [shake, HELLO, spoilBytes(Buffer.concat([text, text]), random)],
    () => [shake, spoilBytes(HELLO, random), text],
  ])();
  const bytes = Buffer.concat(spoilt);
  trace.sent.push(`bytes: ${bytes.toString('hex')}`);
  trace.heard.push((await sendRaw(crew.url, Buffer.concat([bytes, frame(0x8)]))).text);
};

/** The same calls over HTTP. */
const overHttp: Step = async (world, random, trace) => {
  const role = random.pick(ROLES);
  const { method, path, input } = aCall(world, role, random);
  const json = JSON.stringify(input) ?? '';
  const headers: Record<string, string> = { ...headersOf(await world.crew.params(role)), connection: 'close' };
  const body = random.between(1, 4) === 1 ? spoilBytes(Buffer.from(json), random).toString() : json;
  trace.sent.push(`${role} over HTTP: ${method} ${path} ${body}`);
  const at = `${world.crew.url}${TRPC_PATH}/${path}`;
  const signal = AbortSignal.timeout(HANG_MS);
  const response =
    method === 'mutation'
      ? await fetch(at, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body, signal })
      : await fetch(`${at}?input=${encodeURIComponent(body.toWellFormed()).slice(0, 8_000)}`, { headers, signal });
  if (method !== 'subscription') trace.heard.push(await response.text());
  else await response.body?.cancel();
};

/** By how often: most of what there is to find lies behind a good envelope. */
export const STEPS: readonly Step[] = [overSocket, overSocket, overSocket, badEnvelopes, badBytes, overHttp];
