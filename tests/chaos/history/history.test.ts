import { deepEqual, rejects } from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { HistoryWriter, readHistory, type HistoryEntry } from './history.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-history-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function entriesOf(path: string): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const entry of readHistory(path)) entries.push(entry);
  return entries;
}

describe('a history', () => {
  test('is read as it was written', async () => {
    const path = join(directory, 'written.jsonl');
    const entries: HistoryEntry[] = [
      { kind: 'began', at: 0.5, reader: 'r', view: 'wire', client: 'ann', stream: 'conversation:c', from: null },
      { kind: 'ended', at: 2, reader: 'r', stream: 'conversation:c' },
    ];
    const writer = new HistoryWriter(path);
    for (const entry of entries) writer.write(entry);
    await writer.close();
    deepEqual(await entriesOf(path), entries);
  });

  test('with a strange line is refused, by its number', async () => {
    const path = join(directory, 'strange.jsonl');
    await writeFile(path, '{"kind":"reset","at":1,"reader":"r","stream":"s"}\n{"kind":"rumour"}\n');
    await rejects(entriesOf(path), /strange\.jsonl:2 is no entry/);
  });
});
