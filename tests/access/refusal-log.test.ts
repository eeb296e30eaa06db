import { deepEqual, equal } from 'node:assert/strict';
import { Writable } from 'node:stream';
import { describe, test } from 'vitest';
import { RefusalLog } from '../../packages/api/src/access/refusal-log.ts';
import { createLog } from '../../packages/api/src/create-log.ts';

function open(level: 'info' | 'debug') {
  const lines: Record<string, unknown>[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    const { time, pid, hostname, ...line } = JSON.parse(chunk.toString());
    equal(typeof time, 'number');
    equal(typeof pid, 'number');
    equal(typeof hostname, 'string');
    lines.push(line);
    done();
  };
  return { lines, log: new RefusalLog(createLog(level, new Writable({ write }))) };
}

const knock = (status: number, last: number) => ({
  msg: 'handshake refused',
  kind: { status },
  address: `203.0.113.${last}`,
  network: `203.0.113.${last}`,
});

describe('the log of refusals', () => {
  test('[AU2] a thousand of a kind are two lines, and no address is in them', () => {
    const { lines, log } = open('info');
    for (let nth = 0; nth < 1_000; nth += 1) log.note(knock(429, nth % 5));
    log.note(knock(403, 1));
    log.close();
    deepEqual(lines, [
      { level: 30, status: 429, msg: 'handshake refused' },
      { level: 30, status: 403, msg: 'handshake refused' },
      { level: 30, status: 429, count: 999, networks: 5, msg: 'handshake refused' },
    ]);
  });

  test('who asks for every detail is told each address', () => {
    const { lines, log } = open('debug');
    for (const last of [1, 2]) log.note(knock(429, last));
    log.close();
    deepEqual(
      lines.filter(({ level }) => level === 20).map(({ address }) => address),
      ['203.0.113.1', '203.0.113.2'],
    );
  });
});
