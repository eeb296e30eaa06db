import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The repository's own files, as paths from its root: those that git tracks or would offer to add. */
export function repositoryFiles(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // A file that was deleted and not yet committed is still listed.
  return output.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

export function readRepositoryFile(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
