/** `npm run chaos`: a whole site on this machine, a nemesis that breaks it part by part, and a checker that judges. */
import { report } from './checker/report.ts';
import { findPrograms } from './cluster/programs.ts';
import { readOptions, USAGE, type ChaosOptions } from './options.ts';
import { runChaos } from './run-chaos.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const wordsOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

const LEAVE_MS = 15_000;

function prepared(): ChaosOptions {
  try {
    const options = readOptions(process.argv.slice(2));
    findPrograms();
    return options;
  } catch (cause) {
    process.stderr.write(`${wordsOf(cause)}\n${USAGE}\n`);
    process.exit(2);
  }
}

const options = prepared();
const broken = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    broken.abort(new Error(signal));
    // What does not end by itself ends with us.
    setTimeout(() => process.exit(130), LEAVE_MS).unref();
  });
}

const { minutes, seed, clients, conversations, nodes, bus, messagesPerSecond, quick } = options;
const again = [
  `npm run chaos -- --minutes ${minutes} --seed ${seed} --clients ${clients} --conversations ${conversations}`,
  `--nodes ${nodes} --bus ${bus} --rate ${messagesPerSecond}${quick ? ' --quick' : ''}`,
].join(' ');
say(again);
try {
  const { problems, historyFile, ...verdict } = await runChaos({ ...options, signal: broken.signal, say });
  say(report(verdict));
  for (const problem of problems) say(`problem: ${problem}`);
  say(`history: ${historyFile}\nagain: ${again}`);
  process.exitCode = verdict.findings.total === 0 && problems.length === 0 ? 0 : 1;
} catch (cause) {
  process.stderr.write(`${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\nagain: ${again}\n`);
  process.exitCode = 1;
}
