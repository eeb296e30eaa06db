import type { Random } from '../../chaos/random.ts';

/** What has been the end of somebody's server, in places where something else is expected. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  Number.MAX_SAFE_INTEGER + 1,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\u202e',
  '\r\n\u001b[2J',
  'x'.repeat(5_000),
  'z\u0301'.repeat(1_000),
  "'; drop table event; --",
  '${jndi:ldap://x}',
  '../../etc/passwd',
  '%00',
  '__proto__',
  'constructor',
  'NaN',
  '-0',
  '9'.repeat(400),
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-7FFF-BFFF-FFFFFFFFFFFF',
  'now',
  '0.00000000',
  '275760-09-13T00:00:00.001Z',
  [],
  [[]],
  {},
  { json: {}, meta: { values: ['Date'] } },
  { toString: 1, valueOf: 1, toJSON: 1 },
  { length: 1e9 },
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'projectId',
  'role',
  'authorId',
  'createdAt',
  '',
  'a\0b',
  'toJSON',
];

type Parent = Record<string, unknown> | unknown[];

/** The same with one thing wrong: another value, a field too many or too few, a level too deep. */
export function spoil(value: unknown, random: Random): unknown {
  const whole: Record<string, unknown> = { value: structuredClone(value) };
  const places = placesIn(whole);
  const { parent, key } = random.pick(places);
  switch (random.between(1, 5)) {
    case 1:
    case 2:
      put(parent, key, structuredClone(random.pick(HOSTILE)));
      break;
    case 3:
      put(parent, key, { [random.pick(NAMES)]: at(parent, key) });
      break;
    case 4:
      put(parent, key, deep(at(parent, key), random));
      break;
    default: {
      const inside = at(parent, key);
      if (isRecord(inside)) own(inside, random.pick(NAMES), structuredClone(random.pick(HOSTILE)));
      else put(parent, key, [inside, inside]);
    }
  }
  return whole['value'];
}

/** The same text with something wrong in it: bytes turned, cut out, put in twice. */
export function spoilBytes(bytes: Uint8Array, random: Random): Buffer {
  const spoilt = [...bytes];
  for (let times = random.between(1, 4); times > 0; times -= 1) {
    const at = random.between(0, Math.max(0, spoilt.length - 1));
    const some = spoilt.slice(at, at + random.between(1, 8));
    switch (random.between(1, 4)) {
      case 1:
        spoilt[at] = (spoilt[at] ?? 0) ^ (1 << random.between(0, 7));
        break;
      case 2:
        spoilt.splice(at, some.length);
        break;
      case 3:
        spoilt.splice(at, 0, ...some);
        break;
      default:
        spoilt.splice(at, 0, random.between(0, 255));
    }
  }
  return Buffer.from(spoilt);
}

function deep(value: unknown, random: Random): unknown {
  let nested = value;
  for (let levels = random.pick([1, 10, 500]); levels > 0; levels -= 1) nested = [nested];
  return nested;
}

interface Place {
  parent: Parent;
  key: string;
}

function placesIn(parent: Parent): Place[] {
  return Object.keys(parent).flatMap((key) => {
    const inside = at(parent, key);
    const below = isRecord(inside) || Array.isArray(inside) ? placesIn(inside) : [];
    return [{ parent, key }, ...below];
  });
}

const at = (parent: Parent, key: string): unknown => Reflect.get(parent, key);
const put = (parent: Parent, key: string, value: unknown): boolean => Reflect.set(parent, key, value);
/** Also where it is called `__proto__`. */
const own = (parent: object, key: string, value: unknown): object =>
  Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
