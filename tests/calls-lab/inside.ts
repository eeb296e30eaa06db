/** The lab itself, as the first process of a world of its own: see `world.ts`. It tells what became of each cell. */
import { tmpdir } from 'node:os';
import { findPostgres } from '../chaos/cluster/programs.ts';
import { postgresDirectory, PostgresServer } from '../chaos/cluster/postgres-server.ts';
import { playCell } from './cell.ts';
import { buildInternet } from './network.ts';
import { readOptions } from './options.ts';
import { startTurn } from './turn.ts';
import { enterWorld } from './world.ts';

const tell = (text: string): Promise<void> => new Promise((resolve) => void process.send?.(text, () => resolve()));

const { lanes, acts, times, keep, worlds, world } = readOptions(process.argv.slice(2));
const programs = findPostgres();
if (programs === null) throw new Error('no Postgres here');
await enterWorld();
await buildInternet();
const postgres = await PostgresServer.create(programs, postgresDirectory(tmpdir(), 0));
await postgres.start();
const lab = { postgres, turn: await startTurn(tmpdir()) };

const cells = lanes.flatMap((lane) => acts.flatMap((act) => Array.from({ length: times }, () => ({ lane, act }))));
for (const { lane, act } of cells.filter((_, index) => index % worlds === world)) {
  await tell(JSON.stringify(await playCell(lab, lane, act)));
}
if (keep) {
  process.stdout.write(
    'The lab stays until Ctrl-C. Its world: nsenter --all --target "$(pgrep --newest --full calls-lab/inside)" bash\n',
  );
  await Promise.withResolvers<never>().promise;
}
process.exit(0);
