/** `PLANTED=<bug> node --import …/plant.ts …/play.ts <scene>`: plays it once; the last line is what the checker says. */
import { checkHistory } from '../checker/check-history.ts';
import { report } from '../checker/report.ts';
import { call } from './scenes/call.ts';
import { crash } from './scenes/crash.ts';
import { cuts } from './scenes/cuts.ts';
import { deadBus } from './scenes/dead-bus.ts';
import { lostTail } from './scenes/lost-tail.ts';
import { stalled } from './scenes/stalled.ts';
import { PATIENT } from './patience.ts';
import type { SceneName } from './scenes.ts';
import type { World } from './world.ts';

const PLAYS: Record<SceneName, () => Promise<World>> = {
  crash,
  cuts,
  'lost-tail': lostTail,
  'dead-bus': deadBus,
  stalled,
  call,
};

// With the hooks that end what was started, and not by a second signal before that; the database is its starter's to drop.
process.on('SIGINT', () => process.exit(130));

const name = process.argv[2] ?? '';
const isScene = (each: string): each is SceneName => each in PLAYS;
if (!isScene(name)) throw new Error(`there is no scene ${name}`);
const world = await PLAYS[name]();
const verdict = await checkHistory(world.recording.entries, PATIENT);
process.stderr.write(`${report(verdict)}\n`);
process.stdout.write(`${JSON.stringify(verdict.findings.kept)}\n`);
await world[Symbol.asyncDispose]();
process.exit(0);
