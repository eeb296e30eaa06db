import type { BrowserContext, Page } from 'playwright-core';
import { addressesOf, type Client } from '../../tests/calls-lab/network.ts';
import { WAYS, type ContestantName, type WayName } from './contestants.ts';
import type { Passed } from './delay-line.ts';
import type { Bench, Marks, Seat } from './page/bench.ts';
import type { Stand } from './stand.ts';

export interface Wish {
  contestant: ContestantName;
  way: WayName;
  /** One way from page to page. */
  delayMs: number;
}

/** In ms. */
export interface Figures {
  ring: number;
  /** Of `ring`: in which the server had the word. */
  serversRing: number;
  /** From the accept to the first packet of sound, at each end. */
  caller: number;
  callee: number;
  /** The same, at whichever is later. */
  both: number;
  /** Of these: until the callee has his microphone. 0 where he had it before. */
  microphone: number;
}

export interface MeasuredCall {
  figures: Figures;
  /** What happened at both ends, by the time since the accept. */
  story: string[];
}

const PATIENCE_MS = 20_000;
let calls = 0;

/** One call of two pages that are loaded for it, and gone after it. @throws Error where there is no sound */
export async function measureCall(stand: Stand, wish: Wish): Promise<MeasuredCall> {
  calls += 1;
  const line = stand.lines[wish.contestant];
  const seat: Seat = {
    side: 'caller',
    me: `caller-${calls}`,
    other: `callee-${calls}`,
    rtc: { ...stand.rtc, iceTransportPolicy: WAYS[wish.way].relayOnly ? 'relay' : 'all' },
    ...stand.people[wish.way],
  };
  line.delayMs = 0;
  await using callee = await openPage(stand, 'operator', wish.contestant);
  await using caller = await openPage(stand, 'visitor', wish.contestant);
  await sit(callee.page, { ...seat, side: 'callee', me: seat.other, other: seat.me });
  await sit(caller.page, seat);
  line.delayMs = wish.delayMs / 2;
  line.passed = [];
  await caller.page.evaluate(() => {
    const bench: Bench = Reflect.get(globalThis, 'bench');
    bench.ring();
  });
  const marks = { caller: await marksOf(caller.page), callee: await marksOf(callee.page) };
  const { passed } = line;
  await caller.page.evaluate(() => {
    const bench: Bench = Reflect.get(globalThis, 'bench');
    return bench.end();
  });
  return judge(marks, passed);
}

interface OpenPage extends AsyncDisposable {
  page: Page;
}

async function openPage({ browsers, lines, scripts }: Stand, client: Client, name: ContestantName): Promise<OpenPage> {
  const context: BrowserContext = await browsers[client].newContext({ permissions: ['microphone'] });
  const page = await context.newPage();
  const url = `http://localhost:${lines[name].port}/bench`;
  const body = `<!doctype html><meta charset="utf-8"><script type="module">${scripts[name].replaceAll('</script', '<\\/script')}</script>`;
  await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in globalThis);
  return { page, [Symbol.asyncDispose]: () => context.close() };
}

function sit(page: Page, seat: Seat): Promise<void> {
  return page.evaluate((given) => {
    const bench: Bench = Reflect.get(globalThis, 'bench');
    return bench.sit(given);
  }, seat);
}

async function marksOf(page: Page): Promise<Marks> {
  const hears = (): boolean => {
    const bench: Bench = Reflect.get(globalThis, 'bench');
    return bench.marks.sound !== null;
  };
  await page.waitForFunction(hears, undefined, { timeout: PATIENCE_MS });
  return page.evaluate(() => {
    const bench: Bench = Reflect.get(globalThis, 'bench');
    return bench.marks;
  });
}

function judge({ caller, callee }: { caller: Marks; callee: Marks }, passed: readonly Passed[]): MeasuredCall {
  const { invite, sound: atCaller } = caller;
  const { ring, accept, microphone, sound: atCallee } = callee;
  if (invite === null || ring === null || accept === null || atCaller === null || atCallee === null)
    throw new Error('a call without its marks');
  const figures: Figures = {
    ring: ring - invite,
    serversRing: serversShare(passed, invite, ring),
    caller: atCaller - accept,
    callee: atCallee - accept,
    both: Math.max(atCaller, atCallee) - accept,
    microphone: Math.max(0, (microphone ?? accept) - accept),
  };
  return { figures, story: storyOf(caller, callee, passed, { invite, accept }) };
}

/**
 * From the caller's first word, and from each of the callee's, until the server says something to the callee. It is
 * taken beside the server, so its socket and the kernel are in it, and no browser is.
 */
function serversShare(passed: readonly Passed[], invite: number, ring: number): number {
  const callers = addressesOf('visitor');
  let share = 0;
  let askedAt: number | null = null;
  let hasCalled = false;
  for (const { at, address, direction } of passed.filter((each) => each.at >= invite && each.at <= ring)) {
    const isCaller = callers.includes(address);
    if (direction === 'up' && (!isCaller || !hasCalled)) {
      askedAt ??= isCaller || hasCalled ? at : null;
      hasCalled ||= isCaller;
    } else if (direction === 'down' && !isCaller && askedAt !== null) {
      share += at - askedAt;
      askedAt = null;
    }
  }
  return share;
}

function storyOf(
  caller: Marks,
  callee: Marks,
  passed: readonly Passed[],
  { invite, accept }: { invite: number; accept: number },
): string[] {
  const callers = addressesOf('visitor');
  const told = [
    ...caller.log.map(([at, what]) => ({ at, who: 'caller', what })),
    ...callee.log.map(([at, what]) => ({ at, who: 'callee', what })),
    ...passed.map(({ at, address, direction, bytes }) => {
      const way = direction === 'up' ? 'from' : 'to';
      return {
        at,
        who: 'server',
        what: `${bytes} bytes ${way} the ${callers.includes(address) ? 'caller' : 'callee'}`,
      };
    }),
  ];
  return told
    .filter(({ at }) => at >= invite)
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, who, what }) => `${(at - accept).toFixed(1).padStart(8)} ms  ${who}  ${what}`);
}
