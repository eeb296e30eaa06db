import { machine, versionOf } from '../harness/about.ts';
import { between, format, FRONT_PAGE, keep, PAGE } from '../harness/publish.ts';
import { cell, line, number } from '../harness/report.ts';
import { CONTESTANTS, contestantsOf, WAYS, type WayName } from './contestants.ts';
import type { Figures } from './measure-call.ts';
import type { CallsBenchOptions } from './options.ts';
import type { CallResults } from './results.ts';

const COLUMNS: { value: keyof Figures; name: string }[] = [
  { value: 'ring', name: 'invite → ring' },
  { value: 'serversRing', name: "server's share of it" },
  { value: 'caller', name: 'accept → first sound, caller' },
  { value: 'callee', name: 'accept → first sound, callee' },
  { value: 'microphone', name: 'of it, until the microphone is open' },
];

/** What Parley is held to, in medians. */
const BARS: { way: WayName; delayMs: number; value: keyof Figures; name: string; atMost: number }[] = [
  ...[25, 50].flatMap((delayMs) => [
    {
      way: 'straight' as const,
      delayMs,
      value: 'both' as const,
      name: 'accept → first sound at both, trickle',
      atMost: 280,
    },
    {
      way: 'relay' as const,
      delayMs,
      value: 'both' as const,
      name: 'accept → first sound at both, relay only',
      atMost: 260,
    },
  ]),
  { way: 'early', delayMs: 25, value: 'both', name: 'the same, connecting while it rings', atMost: 100 },
  { way: 'straight', delayMs: 0, value: 'serversRing', name: "the server's share of invite → ring", atMost: 15 },
];

/** Prints what was found and keeps it as JSON; that of a whole run takes its place in the two READMEs. */
export function publishCalls(results: CallResults, options: CallsBenchOptions): void {
  const date = new Date().toISOString();
  const facts = {
    machine: machine(),
    node: process.version,
    peerjs: versionOf('peerjs'),
    'simple-peer': versionOf('simple-peer'),
  };
  const head = `${date.slice(0, 10)}, medians of ${options.calls} calls each, in turns.`;
  const stand = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
  const bars = judged(results);
  const parts = [
    `${head} Brackets: least–most. ${stand.join(' · ')}.`,
    bars,
    ...options.ways.map((way) => table(way, results, options)),
  ];
  if (results.faults.length > 0) parts.push(`Void: ${results.faults.join('; ')}`);
  const text = parts.filter((part) => part !== '').join('\n\n');
  process.stdout.write(`\n${text}\n`);
  keep('calls-', date, { facts, entries: results.entries, faults: results.faults });
  if (!options.isWhole) return;
  between(PAGE, 'calls', text);
  between(FRONT_PAGE, 'calls', `${head}\n\n${bars}`);
  format();
}

function table(way: WayName, results: CallResults, { delays, contestants }: CallsBenchOptions): string {
  const head = ['page → page, one way', 'who', ...COLUMNS.map(({ name }) => name)];
  const rows = delays.flatMap((delayMs) =>
    contestantsOf(way, contestants).map((who) => [
      `${delayMs} ms`,
      CONTESTANTS[who].name,
      ...COLUMNS.map(({ value }) => cell(results.spread(who, way, delayMs, value), 'ms')),
    ]),
  );
  return [`#### ${WAYS[way].name}`, '', line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const wayOf = (delayMs: number): string => `${delayMs} ms from page to page, ${delayMs / 2} ms to the server`;

function judged(results: CallResults): string {
  const rows = BARS.flatMap(({ way, delayMs, value, name, atMost }) => {
    const ours = results.spread('parley', way, delayMs, value)?.median;
    if (ours === undefined) return [];
    const theirs = (['peerjs', 'simple-peer'] as const).map((who) => results.spread(who, way, delayMs, value)?.median);
    const figures = [ours, ...theirs].map((median) => (median === undefined ? '–' : `${number(median)} ms`));
    const verdict = ours <= atMost ? 'met' : '**not met**';
    return [line([`${name}, ${wayOf(delayMs)}`, ...figures, `≤ ${atMost} ms`, verdict])];
  });
  if (rows.length === 0) return '';
  const head = ['figure', ...Object.values(CONTESTANTS).map(({ name }) => name), 'bar', ''];
  return [line(head), line(head.map(() => '---')), ...rows].join('\n');
}
