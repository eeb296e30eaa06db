import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { OPERATOR, openOperatorPage, registerWithProject } from '../../operator-app/operator-page.ts';
import { connectSocket, overHttp, type Api } from '../../support/api-client.ts';
import { say, signIn, visit, type TestVisitor } from '../../support/people.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { freezableBrowser } from './frozen-browser.ts';

/** What the desk shows. */
interface Shown {
  /** The number in the window's title. */
  title: number;
  /** The last number that went to the badge. */
  badge: number;
  /** Calls that ring. */
  rings: number;
  /** Of the conversation on the screen. */
  messages: string[];
  draft: string;
}

const DRAFT = 'What I was about to say';
/** All that the visitor on the screen has written. */
const WRITTEN = ['Hello?', 'Are you there?', 'It is urgent.'];

/**
 * Does the desk show what is? `unread`: what the server counts at this moment; it changes as the desk reads what is in front of a
 * person.
 */
const isRight = ({ title, badge, rings, messages, draft }: Shown, unread: number): boolean =>
  title === unread && badge === unread && rings === 0 && messages.join() === WRITTEN.join() && draft === DRAFT;

/**
 * A desk is frozen; meanwhile everything changes behind its back, and the server is killed and comes back; the desk is thawed.
 * @returns how long after that all is right, in ms @throws Error when it is not after `patienceMs`
 */
export async function freezeAndThaw(server: ServerProcess, frozenMs: number, patienceMs: number): Promise<number> {
  await using frozen = await freezableBrowser();
  await using app = await openOperatorPage(frozen.browser, 'about:blank');
  const { page } = app;
  await page.addInitScript(noteBadges);
  await page.goto(server.url);
  const key = await registerWithProject(page, 'Shop');
  const [ada, ben, cleo] = await Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => visit(server.url, key, { name })));
  if (!ada || !ben || !cleo) throw new Error('three visitors are wanted');
  const api = (visitor: TestVisitor): Api => overHttp(server.url, visitor.params);
  for (const visitor of [ada, ben, cleo]) await say(api(visitor), visitor.conversationId, WRITTEN[0] ?? '');
  await page.goto(`${server.url}/c/${ada.conversationId}`);
  await page.locator('textarea').fill(DRAFT);
  await untilShown(page, ({ title, badge, messages }) => title === 2 && badge === 2 && messages.length === 1);

  frozen.freeze();
  const other = overHttp(server.url, { sessionToken: await signIn(server.url, { me: OPERATOR, ...OPERATOR }) });
  await other.conversation.markRead.mutate({ conversationId: ben.conversationId, seq: 1 });
  await other.conversation.setStatus.mutate({ conversationId: ben.conversationId, status: 'closed' });
  for (const text of WRITTEN.slice(1)) await say(api(ada), ada.conversationId, text);
  const dora = await visit(server.url, key, { name: 'Dora' });
  await say(api(dora), dora.conversationId, 'Good day');
  await ringAndGiveUp(server, cleo);
  server.kill('SIGKILL');
  await server.waitForExit();
  await setTimeout(frozenMs);
  await server.restart();
  await say(api(cleo), cleo.conversationId, 'I called you.');

  frozen.thaw();
  const thawed = performance.now();
  const [project] = await other.project.list.query();
  if (!project) throw new Error('the project is gone');
  // Ben was read elsewhere; Cleo has called, and Dora is new. What Ada wrote is read by whoever sits here.
  const isSettled = (unread: number) => unread === 2;
  for (;;) {
    const { unread } = await other.inbox.counts.query({ projectId: project.id });
    const shown = await shownBy(page);
    const took = performance.now() - thawed;
    if (isSettled(unread) && isRight(shown, unread)) return took;
    if (took > patienceMs)
      throw new Error(`still wrong after ${patienceMs} ms: ${JSON.stringify(shown)}, and the server counts ${unread}`);
  }
}

async function ringAndGiveUp(server: ServerProcess, visitor: TestVisitor): Promise<void> {
  await using phone = connectSocket(server.url, { ...visitor.params, deviceId: uuidv7() });
  const callId = uuidv7();
  await phone.api.call.start.mutate({ conversationId: visitor.conversationId, callId, media: 'audio' });
  await phone.api.call.end.mutate({ callId });
}

async function untilShown(page: Page, fits: (shown: Shown) => boolean): Promise<void> {
  while (!fits(await shownBy(page))) await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
}

function shownBy(page: Page): Promise<Shown> {
  return page.evaluate(() => ({
    title: Number(/^\((\d+)\)/.exec(document.title)?.[1] ?? 0),
    badge: Number(Reflect.get(globalThis, 'shownBadge') ?? 0),
    rings: document.querySelectorAll('[role="dialog"]').length,
    messages: [...document.querySelectorAll('.message-text')].map((text) => text.textContent),
    draft: document.querySelector('textarea')?.value ?? '',
  }));
}

/** In the page: the badge itself can't be read. */
function noteBadges(): void {
  const note = (count = 0) => {
    Reflect.set(globalThis, 'shownBadge', count);
    return Promise.resolve();
  };
  Object.assign(navigator, { setAppBadge: note, clearAppBadge: () => note(0) });
}
