import { appendFileSync } from 'node:fs';

/** Tells the reader of `npm test` in its closing lines what could not be tested here, and why. */
export function noteLeftOut(what: string): void {
  const file = process.env['PARLEY_LEFT_OUT_FILE'];
  if (file === undefined) process.stderr.write(`left out: ${what}\n`);
  else appendFileSync(file, `${what}\n`);
}
