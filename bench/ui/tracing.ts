/** What Chromium's own trace says of a stretch of time: how many frames came, and for how long the page could not answer. */
import type { Page } from 'playwright-core';
import { z } from 'zod';

export interface Traced {
  /** Per second, of the page's compositor, while it scrolled. */
  frames: number;
  /** Of the frames that were due while it scrolled, the share that never came, in percent. */
  dropped: number;
  /** In ms, of the longest task on the page's main thread. */
  longestTask: number;
}

/** The page with the longest trace is the one looked at: there is one tab. */
const CATEGORIES = ['toplevel', 'cc', 'benchmark', 'disabled-by-default-devtools.timeline.frame'];

const frameReporter = z.object({
  state: z.string(),
  affects_smoothness: z.boolean(),
  scroll_state: z.string(),
  frame_sequence: z.number(),
});
const traceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** In µs. */
  ts: z.number(),
  dur: z.number().default(0),
  args: z.object({ name: z.string().optional(), frame_reporter: frameReporter.optional() }).catch({}),
});
type TraceEvent = z.infer<typeof traceEvent>;

/** Traces while `act` goes on. The browser has one tab. */
export async function traced(page: Page, act: () => Promise<unknown>): Promise<Traced> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(...(traceEvent.safeParse(event).data ? [traceEvent.parse(event)] : []));
  });
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, excludedCategories: ['*'] },
  });
  await act();
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return judge(events);
}

function judge(events: readonly TraceEvent[]): Traced {
  const main = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const isMain = ({ pid, tid }: TraceEvent): boolean => main.some((thread) => thread.pid === pid && thread.tid === tid);
  const isOurs = ({ pid }: TraceEvent): boolean => main.some((thread) => thread.pid === pid);
  const tasks = events.filter((event) => event.name.endsWith('RunTask') && event.ph === 'X' && isMain(event));
  const reports = events
    .filter((event) => event.name === 'PipelineReporter' && event.ph === 'b' && isOurs(event))
    .flatMap(({ ts, args }) => (args.frame_reporter ? [{ ts, ...args.frame_reporter }] : []))
    .filter(({ scroll_state }) => scroll_state !== 'SCROLL_NONE');
  const numbers = (some: typeof reports): Set<number> => new Set(some.map(({ frame_sequence }) => frame_sequence));
  // The compositor's part of a frame and the main thread's are reported apart where they do not come together.
  const came = numbers(reports.filter(({ state }) => state.startsWith('STATE_PRESENTED')));
  const due = numbers(
    reports.filter(({ state, affects_smoothness }) => state === 'STATE_DROPPED' && affects_smoothness),
  );
  const lost = due.difference(came);
  const times = reports.map(({ ts }) => ts);
  const seconds = (Math.max(...times) - Math.min(...times)) / 1e6;
  return {
    frames: came.size / seconds,
    dropped: (100 * lost.size) / (came.size + lost.size),
    longestTask: Math.max(0, ...tasks.map(({ dur }) => dur / 1_000)),
  };
}
