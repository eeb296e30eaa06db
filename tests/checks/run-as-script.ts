import { Check } from './check.ts';
import { targetFromEnvironment, type Target } from './target.ts';

/** No check may hang a build: past this it is a failure, whatever the reason. */
const CHECK_MS = 180_000;

/** Runs a check for a person or a build: prints its steps, and exits with 1 if one failed. */
export async function runAsScript(name: string, run: (check: Check, target: Target) => Promise<void>): Promise<void> {
  const started = Date.now();
  const check = new Check((line) => console.log(line));
  const hung = setTimeout(() => {
    console.log(`FAIL  ${name} (expected to end within ${CHECK_MS / 1_000} s)`);
    // The server process ends with us: `startServerProcess` sees to it.
    process.exit(1);
  }, CHECK_MS);
  await check.scene('start', async () => {
    await using target = await targetFromEnvironment();
    check.progress(`server: ${target.url}${target.server === null ? ' (not ours)' : ''}`);
    await run(check, target);
  });
  clearTimeout(hung);
  const { passed, failed, skipped } = check.result;
  const seconds = ((Date.now() - started) / 1_000).toFixed(1);
  console.log(
    `${failed === 0 ? 'PASS' : 'FAIL'}  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s`,
  );
  process.exit(failed === 0 ? 0 : 1);
}
