/** `npm run reproduce`: builds everything twice, at another place and in another time zone, and names the files that differ. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, setUp, tool } from './setup.mjs';

const { node, env } = setUp();
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'parley-reproduce-'));
try {
  copySources(copy);
  const [here, there] = [builtIn(root, 'UTC'), builtIn(copy, 'Pacific/Auckland')];
  const differ = [...new Set([...here.keys(), ...there.keys()])].filter((file) => here.get(file) !== there.get(file));
  console.log(differ.length === 0 ? `${here.size} files, the same twice` : `differ:\n${differ.join('\n')}`);
  process.exitCode = differ.length === 0 && here.size > 0 ? 0 : 1;
} finally {
  fs.rmSync(copy, { recursive: true });
}

/** As they are committed, with the dependencies that are installed. */
function copySources(folder) {
  const { stdout } = run('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of stdout.split('\0').filter(Boolean)) {
    fs.mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    fs.copyFileSync(path.join(root, file), path.join(folder, file));
  }
  for (const place of ['.', ...fs.globSync('packages/*', { cwd: root })]) {
    const from = path.join(root, place, 'node_modules');
    if (fs.existsSync(from))
      fs.cpSync(from, path.join(folder, place, 'node_modules'), { recursive: true, verbatimSymlinks: true });
  }
}

/** @returns the hash of each built file */
function builtIn(folder, timeZone) {
  run(node, [tool('turbo'), 'run', 'build', '--force', '--output-logs=errors-only'], {
    cwd: folder,
    env: { ...env, TZ: timeZone },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const files = fs
    .globSync('packages/*/dist/**/*', { cwd: folder })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return new Map(files.toSorted().map((file) => [file, hashOf(path.join(folder, file))]));
}

function hashOf(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

function run(command, args, options) {
  const result = spawnSync(command, args, { maxBuffer: 64 * 1024 * 1024, ...options });
  if (result.status !== 0) throw new Error(`${path.basename(command)} ${args.join(' ')} failed`);
  return result;
}
