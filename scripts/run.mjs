/** `node scripts/run.mjs <file.ts> [arguments]`: sets up, builds, and runs the file on the project's own Node. */
import { spawnSync } from 'node:child_process';
import { fail, handOver, root, setUp, tool } from './setup.mjs';

const [file, ...args] = process.argv.slice(2);
if (!file) fail('Usage: node scripts/run.mjs <file.ts> [arguments]');

const { node, env } = setUp();
const build = spawnSync(node, [tool('turbo'), 'run', 'build', '--output-logs=errors-only'], {
  cwd: root,
  stdio: 'inherit',
  env,
});
if (build.status !== 0) fail('The build failed; its messages are above.');
handOver(node, [file, ...args], env);
