import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ROOT } from '../support/repository.ts';

const DIST = join(ROOT, 'packages/widget-sdk/dist');
const KB = 1024;

function gzipped(file: string): number {
  return gzipSync(readFileSync(join(DIST, file)), { level: 9 }).length;
}

/** The one file of that name, whatever its hash. */
function chunk(name: string): string {
  const found = readdirSync(DIST).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
  expect(found, name).toHaveLength(1);
  return found[0] ?? '';
}

/** A file and all that it imports at once, without what it imports later. */
function loadedWith(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(join(DIST, file), 'utf8');
  for (const [, name] of code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) loadedWith(name ?? '', seen);
  return seen;
}

const total = (files: Iterable<string>): number => [...files].reduce((sum, file) => sum + gzipped(file), 0);

test.each(['parley.js', 'index.js'])('%s, which every page view pays for, is at most 10 kB', (file) => {
  expect(total(loadedWith(file))).toBeLessThanOrEqual(10 * KB);
});

test('everything that opening the chat loads is at most 60 kB', () => {
  const largestWords = Math.max(...['en', 'de', 'ru', 'es', 'fr', 'ar'].map((locale) => gzipped(chunk(locale))));
  const files = loadedWith(chunk('start-panel'), new Set(['parley.js']));
  expect(total(files) + largestWords).toBeLessThanOrEqual(60 * KB);
});

test('calls are a chunk of their own, which the chat does not load', () => {
  const chat = loadedWith(chunk('start-panel'));
  const call = chunk('call-view');
  expect(chat).not.toContain(call);
  const code = [...chat].map((file) => readFileSync(join(DIST, file), 'utf8')).join('');
  expect(code).not.toContain('RTCPeerConnection');
  expect(code).not.toContain('getUserMedia');
});

test('files are a chunk of their own, with their words, which the chat does not load', () => {
  const chat = loadedWith(chunk('start-panel'));
  for (const name of ['files-view', 'files-en']) expect(chat).not.toContain(chunk(name));
});

test('the way over HTTP is a chunk of its own, with all that it uses of libraries', () => {
  const chat = loadedWith(chunk('start-panel'));
  expect(chat).not.toContain(chunk('transport-http'));
  const code = [...chat].map((file) => readFileSync(join(DIST, file), 'utf8')).join('');
  for (const word of ['trpc-accept', 'serialized-error']) expect(code).not.toContain(word);
});
