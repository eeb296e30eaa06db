import { LIMITS } from '@parley/api/contract/wire';
import { percentOf, sizeWords, typeWords, type AttachmentItem } from '@parley/client';
import { expect, test } from 'vitest';
import { isOfFiles, MAX_FILE_BYTES, mayPass, troubleOf } from '../../packages/widget-sdk/src/files/file-facts.ts';
import { MAX_FILES } from '../../packages/widget-sdk/src/files/use-attaching.ts';

const item = (change: Partial<AttachmentItem>): AttachmentItem => ({
  id: 'f',
  name: 'plan.pdf',
  kind: 'file',
  type: 'application/pdf',
  size: 200,
  width: null,
  height: null,
  upload: null,
  blob: null,
  ...change,
});

test('the widget knows the limits that the server has', () => {
  expect(MAX_FILE_BYTES).toBe(LIMITS.visitorFileBytes);
  expect(MAX_FILES).toBe(LIMITS.filesPerMessage);
});

test.each([
  [812, 'en', '812 bytes'],
  [1, 'en', '1 byte'],
  [1_536, 'en', '2 kB'],
  [1_572_864, 'en', '1.5 MB'],
  [1_572_864, 'de', '1,5 MB'],
  [10 * 1024 * 1024, 'en', '10 MB'],
])('%i bytes in %s are %s', (bytes, locale, words) => {
  expect(sizeWords(bytes, locale)).toBe(words);
});

test.each([
  ['report.final.pdf', 'application/pdf', 'PDF'],
  ['notes', 'text/plain', 'PLAIN'],
  ['sheet', 'application/vnd.oasis.opendocument.spreadsheet', ''],
  ['bare', '', ''],
])('%s (%s) is called %s', (name, type, words) => {
  expect(typeWords(item({ name, type }))).toBe(words);
});

test('how far an upload is never says more than the server has', () => {
  const uploading = (sentBytes: number) => item({ upload: { state: 'uploading', sentBytes, error: null } });
  expect([0, 1, 199].map((sent) => percentOf(uploading(sent)))).toEqual([0, 0, 99]);
  expect(percentOf(item({ upload: { state: 'ready', sentBytes: 0, error: null } }))).toBe(100);
});

test('what a file is refused for is told from what any message is refused for', () => {
  expect([isOfFiles('TOO_LARGE'), isOfFiles('QUOTA_EXCEEDED'), isOfFiles('FORBIDDEN')]).toEqual([true, true, false]);
  expect([mayPass('TOO_LARGE'), mayPass('FILE_REFUSED'), mayPass('INTERNAL'), mayPass('RATE_LIMITED')]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(troubleOf('FILE_GONE')).toBe('lost');
});
