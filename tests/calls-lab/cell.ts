import { CALL_END_WORDS } from '../../packages/operator-app/src/lib/call-words.ts';
import { ACTS, type ActName } from './acts/all.ts';
import type { Act } from './acts/act.ts';
import { awayMs, heardBy } from './ear.ts';
import { ANY, enter, LANES, RELAYED, type Lane, type LaneName } from './lanes.ts';
import { Stage, type Lab } from './stage.ts';

export interface Sides<T> {
  operator: T;
  visitor: T;
}

export interface Outcome {
  lane: LaneName;
  act: ActName;
  /** Why it failed. */
  problem: string | null;
  /** What happened since the act, line by line. */
  story: string[];
  /** What became of the call in the end. */
  fate: string;
  /** From the answer to the first sound at both. */
  setUpMs: number | null;
  /** How long each side heard nothing after the act; for a call that has to end, how long until the operator was told. */
  awayMs: Sides<number | null>;
  ways: Sides<string>;
  seconds: number;
}

/** Of its log, with a failure. */
const SERVER_LINES = 8;

/** One act in one network, from an empty database to the end of the call. */
export async function playCell(lab: Lab, laneName: LaneName, actName: ActName): Promise<Outcome> {
  const began = Date.now();
  const outcome: Outcome = {
    lane: laneName,
    act: actName,
    problem: null,
    story: [],
    fate: '',
    setUpMs: null,
    awayMs: { operator: null, visitor: null },
    ways: { operator: '', visitor: '' },
    seconds: 0,
  };
  try {
    const lane = laneFor(LANES[laneName], ACTS[actName]);
    await using stage = await Stage.open(lab, lane, ACTS[actName]);
    let since = Date.now();
    try {
      await enter(lane);
      const answeredAt = await stage.talk();
      await noteSetUp(stage, outcome, lane, answeredAt);
      since = Date.now();
      await playAct(stage, ACTS[actName], outcome, since);
    } catch (cause) {
      outcome.problem = wordsOf(cause);
      outcome.story = [...(await stage.story.tell(since)), ...stage.server.logs().slice(-SERVER_LINES)];
    }
    outcome.fate = await stage.fate();
  } catch (cause) {
    outcome.problem ??= wordsOf(cause);
  }
  outcome.seconds = (Date.now() - began) / 1_000;
  return outcome;
}

/** An act that is about the project's setting has it in every network. */
const laneFor = (lane: Lane, { relayOnly }: Act): Lane =>
  relayOnly === undefined ? lane : { ...lane, relayOnly, way: relayOnly ? RELAYED : ANY };

async function noteSetUp(stage: Stage, outcome: Outcome, lane: Lane, answeredAt: number): Promise<void> {
  const heard = { operator: await heardBy(stage.operator.page), visitor: await heardBy(stage.visitor.page) };
  outcome.setUpMs = Math.max(heard.operator.firstAt ?? 0, heard.visitor.firstAt ?? 0) - answeredAt;
  outcome.ways = { operator: heard.operator.way ?? '', visitor: heard.visitor.way ?? '' };
  for (const way of Object.values(outcome.ways)) {
    if (!lane.way.test(way)) throw new Error(`a connection ${way} is not what this lane leaves`);
  }
}

async function playAct(stage: Stage, act: Act, outcome: Outcome, since: number): Promise<void> {
  await act.play(stage);
  const played = Date.now();
  if (act.leads === 'sound') {
    await stage.hearEachOther();
    await stage.whileItLasts(stage.bothAttached(played));
    for (const side of ['operator', 'visitor'] as const) {
      const heard = await heardBy(stage[side].page);
      outcome.awayMs[side] = awayMs(heard, since);
      outcome.ways[side] = heard.way ?? '';
    }
    outcome.story = await stage.story.tell(since);
    await stage.hangUp();
    return expectFate(await stage.fate(), 'completed');
  }
  const words = await stage.operatorSeesEnd();
  outcome.awayMs.operator = Date.now() - since;
  outcome.story = await stage.story.tell(since);
  expectFate(await stage.fate(), act.leads);
  expectFate(words, CALL_END_WORDS[act.leads]);
}

function expectFate(fate: string, wanted: string): void {
  if (fate !== wanted) throw new Error(`the call ended as "${fate}", not as "${wanted}"`);
}

const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
