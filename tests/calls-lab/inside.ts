/** The lab itself, as the first process of a world of its own: see `world.ts`. */
import { tmpdir } from 'node:os';
import { findPostgres } from '../chaos/cluster/programs.ts';
import { postgresDirectory, PostgresServer } from '../chaos/cluster/postgres-server.ts';
import { playCell, type Outcome } from './cell.ts';
import { buildInternet } from './network.ts';
import { readOptions, USAGE, type LabOptions } from './options.ts';
import { progress, table } from './table.ts';
import { startTurn } from './turn.ts';
import { enterWorld } from './world.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const options = ((): LabOptions => {
  try {
    return readOptions(process.argv.slice(2));
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n${USAGE}\n`);
    return process.exit(2);
  }
})();
const programs = findPostgres();
if (programs === null) throw new Error('no Postgres here');
await enterWorld();
await buildInternet();
const postgres = await PostgresServer.create(programs, postgresDirectory(tmpdir(), 0));
await postgres.start();
const lab = { postgres, turn: await startTurn(tmpdir()) };

const outcomes: Outcome[] = [];
for (const lane of options.lanes) {
  for (const act of options.acts) {
    for (let time = 0; time < options.times; time += 1) {
      const outcome = await playCell(lab, lane, act);
      outcomes.push(outcome);
      say(progress(outcome, options.story));
    }
  }
}
say(`\n${table(outcomes)}\n`);
const failed = outcomes.filter(({ problem }) => problem !== null).length;
say(`${outcomes.length - failed} good, ${failed} failed`);
if (options.keep) {
  say('The lab stays until Ctrl-C. Its world: nsenter --all --target "$(pgrep --newest --full calls-lab/inside)" bash');
  await Promise.withResolvers<never>().promise;
}
process.exit(failed === 0 ? 0 : 1);
