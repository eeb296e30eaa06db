import { deepEqual, equal } from 'node:assert/strict';
import type { TestOperator, TestVisitor } from '../../support/people.ts';
import { RawSocket } from '../../support/raw-socket.ts';
import type { Check } from '../check.ts';
import type { Target } from '../target.ts';

const SOCKETS = 200;

/** Every second one the operator's, the others the visitor's; each must be upgraded, greeted and answered exactly once. */
export async function manySockets(
  check: Check,
  { url, server }: Target,
  operator: TestOperator,
  visitor: TestVisitor,
): Promise<void> {
  const before = logged(server, 'socket opened').length;
  const sockets = await check.step(`${SOCKETS} sockets upgrade at once`, () =>
    Promise.all(
      Array.from({ length: SOCKETS }, (_, index) =>
        RawSocket.open({ url, params: index % 2 === 0 ? operator.params : visitor.params }),
      ),
    ),
  );
  await check.step('each is answered exactly once, as who it is', async () => {
    const answers = await Promise.all(
      sockets.map((socket, index) =>
        index % 2 === 0 ? socket.call('query', 'account.me', undefined) : socket.call('mutation', 'visitor.start', {}),
      ),
    );
    answers.forEach((answer, index) => {
      const { me } = operator;
      const expected = index % 2 === 0 ? me.id : visitor.id;
      equal(typeof answer === 'string' && answer.includes(expected), true, `socket ${index}`);
    });
    deepEqual(new Set(sockets.map(({ frames }) => frames.length)), new Set([1]));
  });
  if (server !== null) {
    await check.step('the server has handled each exactly once', () => {
      const opened = logged(server, 'socket opened').slice(before);
      equal(opened.length, SOCKETS);
      equal(new Set(opened.map(connectionOf)).size, SOCKETS);
    });
  }
  await check.step('and all of them close', async () => {
    await Promise.all(sockets.map((socket) => socket[Symbol.asyncDispose]()));
  });
}

function logged(server: Target['server'], message: string): string[] {
  return server?.logs().filter((line) => line.includes(`"msg":"${message}"`)) ?? [];
}

const connectionOf = (line: string): string => /"connection":"([^"]+)"/.exec(line)?.[1] ?? line;
