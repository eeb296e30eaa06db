import type { Random } from '../../chaos/random.ts';
import type { Shape } from './shapes.ts';

/** Ids that lead somewhere, by the field that asks for them; without them nothing gets past the first look-up. */
export type Known = ReadonlyMap<string, readonly string[]>;

const WORDS = ['Good day', 'Zażółć gęślą jaźń', '👩‍👩‍👧‍👦', 'שלום', '<b>x</b>', 'https://a.example/?b=c#d', "it's 100 %"];
/** Unknown ids are asked for as well: one in so many. */
const UNKNOWN_EVERY = 6;
/** Fields that may be left out are, one time in so many. */
const ABSENT_EVERY = 3;
const FEW = 3;

/** An input as an honest client could send it. */
export function make(shape: Shape, random: Random, known: Known, name = ''): unknown {
  switch (shape.kind) {
    case 'object': {
      const kept = shape.fields.filter(({ required }) => required || random.between(1, ABSENT_EVERY) > 1);
      return Object.fromEntries(kept.map((field) => [field.name, make(field.shape, random, known, field.name)]));
    }
    case 'record': {
      const count = random.between(0, FEW);
      return Object.fromEntries(
        Array.from({ length: count }, (_, nth) => [`key${nth}`, make(shape.value, random, known)]),
      );
    }
    case 'array':
      return Array.from({ length: random.between(shape.least, Math.max(shape.least, Math.min(shape.most, FEW))) }, () =>
        make(shape.item, random, known, name),
      );
    case 'text':
      return text(shape, random, known, name);
    case 'number': {
      const { least, most, whole } = shape;
      const value = random.pick([least, most, least + (most - least) * random.next()]);
      return whole ? Math.round(value) : value;
    }
    case 'one of':
      return make(random.pick(shape.shapes), random, known, name);
    case 'constant':
      return shape.value;
  }
}

function text({ form, most }: Extract<Shape, { kind: 'text' }>, random: Random, known: Known, name: string): string {
  switch (form) {
    case 'uuid':
    case 'uuid 7': {
      const ids = known.get(name) ?? [];
      return ids.length > 0 && random.between(1, UNKNOWN_EVERY) > 1 ? random.pick(ids) : uuid7(random);
    }
    case 'e-mail':
      return `fuzz-${random.between(1, 20)}@example.com`;
    case 'cursor':
      return random.pick([
        'now',
        '0.00000000',
        `${random.between(1, 50)}.${hex(random, 8)}`,
        '999999999999999.ffffffff',
      ]);
    case 'description':
      return `v=0\r\no=- ${random.between(1, 1e9)} 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n`;
    case 'candidate':
      return random.pick([
        '',
        `candidate:1 1 udp 1 192.0.2.${random.between(1, 250)} 9 typ ${random.pick(['host', 'relay'])}`,
      ]);
    case 'emoji':
      return random.pick(['👍', '🎉', '👩‍🚀', '🇳🇴', '1️⃣']);
    case 'word':
      return hex(random, random.between(1, 20));
    case 'words':
      return wordsFor(name, most, random);
  }
}

function wordsFor(name: string, most: number, random: Random): string {
  if (name === 'allowedOrigins') return `https://shop-${random.between(1, 10)}.example`;
  if (name === 'url') return `https://shop.example/${random.between(1, 1_000)}`;
  if (name === 'emoji') return random.pick(['👍', '👩‍👩‍👧‍👦']);
  if (name === 'shortcut') return `greeting-${random.between(1, 1_000)}`;
  const words = random.pick(WORDS);
  // Past eight characters, as passwords are; and up to the limit, which must hold.
  const made = random.pick([`${words} ${words}`, words.repeat(Math.ceil(most / words.length))]);
  return made.slice(0, most).toWellFormed();
}

const hex = (random: Random, digits: number): string =>
  Array.from({ length: digits }, () => random.between(0, 15).toString(16)).join('');

const uuid7 = (random: Random): string =>
  `${hex(random, 8)}-${hex(random, 4)}-7${hex(random, 3)}-8${hex(random, 3)}-${hex(random, 12)}`;
