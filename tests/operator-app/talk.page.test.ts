import type { Locator, Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { describe, expect, inject, test } from 'vitest';
import { addMember } from '../access/cast.ts';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator, say, visit, type TestOperator } from '../support/people.ts';
import { openOperatorPage } from './operator-page.ts';

/** More than a page of the log, so that the first is not there when the thread opens. */
const MANY = 52;

describe.skipIf(!inject('hasChromium'))('messages at the desk, by keyboard', () => {
  test('are answered, and lead to what they answer', async () => {
    await using desk = await openDesk(MANY);
    const { page, visitor, conversationId, complaints } = desk;
    await desk.open(desk.anna);
    const composer = page.getByRole('textbox', { name: 'Reply' });
    await composer.waitFor();

    await page.keyboard.press('l');
    await isFocused(message(page, `No. ${MANY}`));
    await page.keyboard.press('ArrowUp');
    await isFocused(message(page, `No. ${MANY - 1}`));
    await page.keyboard.press('q');
    await page.getByRole('group', { name: 'Replying to Ada' }).waitFor();
    await page.keyboard.type('About the last but one');
    // A draft keeps what it answers.
    await page.reload();
    const chip = page.getByRole('group', { name: 'Replying to Ada' });
    await chip.getByText(`No. ${MANY - 1}`).waitFor();
    await composer.focus();
    await page.keyboard.press('Escape');
    await chip.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Backspace');

    await visitor.message.send.mutate({
      ...{ conversationId, messageId: uuidv7(), text: 'As I said at first', replyTo: desk.first },
    });
    const answer = message(page, 'As I said at first');
    await answer.waitFor();
    await composer.press('Escape');
    await page.keyboard.press('l');
    await isFocused(answer);
    await answer.getByRole('button', { name: 'In reply to Ada' }).press('Enter');
    await isFocused(message(page, 'The very first'));
    await page.keyboard.press('End');
    await isFocused(answer);
    await page.keyboard.press('ArrowDown');
    await isFocused(composer);

    // Who goes on to write while the way is looked for is not torn from it.
    await answer.getByRole('button', { name: 'In reply to Ada' }).evaluate((quote: HTMLElement) => {
      quote.focus();
      quote.click();
      document.querySelector('textarea')?.focus();
    });
    await page.locator('[data-lit]').getByText('The very first').waitFor();
    await isFocused(composer);
    expect(complaints).toEqual([]);
  });

  test('are edited, reacted to and deleted', async () => {
    await using desk = await openDesk();
    const { page, visitor, conversationId, complaints } = desk;
    await desk.open(desk.anna);
    const composer = page.getByRole('textbox', { name: 'Reply' });
    await composer.focus();
    await page.keyboard.type('Helo Ada');
    await page.keyboard.press('Enter');
    const own = page.getByRole('article', { name: 'You' });
    await own.getByText('Helo Ada').waitFor();
    await page.locator('[data-side="ours"][data-state="sent"]').waitFor();
    await page.keyboard.press('ArrowUp');
    const edited = page.getByRole('textbox', { name: 'Editing your message' });
    expect(await edited.inputValue()).toBe('Helo Ada');
    await page.keyboard.press('Escape');
    await isFocused(composer);
    await page.keyboard.press('ArrowUp');
    // The caret is where the text ends.
    await page.keyboard.type('!');
    expect(await edited.inputValue()).toBe('Helo Ada!');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Hello Ada');
    await page.keyboard.press('Enter');
    await isFocused(composer);
    await own.getByText('Hello Ada').waitFor();
    await expect.poll(() => desk.texts()).toContain('Hello Ada');
    await own.getByRole('button', { name: 'Edited' }).press('Enter');
    const history = page.getByRole('dialog', { name: 'What this message has said' });
    await history.getByText('Helo Ada').waitFor();
    await history.getByText('Hello Ada').waitFor();
    await page.keyboard.press('Escape');
    await isFocused(own);

    await page.keyboard.press('+');
    await page.getByRole('dialog', { name: 'Add a reaction' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await isFocused(page.getByRole('button', { name: '❤️', exact: true }));
    await page.keyboard.press('Enter');
    const heart = own.getByRole('button', { name: '❤️ from You' });
    await heart.waitFor();
    expect(await heart.getAttribute('aria-pressed')).toBe('true');
    await isFocused(own);
    await visitor.message.react.mutate({
      ...{ conversationId, messageId: await desk.idOf('Hello Ada'), changeId: uuidv7(), emoji: '❤️', on: true },
    });
    await own.getByRole('button', { name: '❤️ from You and Ada' }).press('Space');
    await own.getByRole('button', { name: '❤️ from Ada' }).waitFor();

    await own.focus();
    await page.keyboard.press('#');
    await page.getByRole('dialog', { name: 'Delete this message?' }).waitFor();
    await page.keyboard.press('Escape');
    await isFocused(own);
    await page.keyboard.press('#');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await own.getByText('This message was deleted').waitFor();
    await isFocused(own);
    await expect.poll(() => desk.texts()).not.toContain('Hello Ada');
    expect(complaints).toEqual([]);
  });

  test('are heard as they come and when they are taken back, but not again for an edit', async () => {
    await using desk = await openDesk();
    const { page, visitor, conversationId, complaints } = desk;
    await desk.open(desk.anna);
    await message(page, 'No. 1').waitFor();
    const aloud = page.getByRole('log');
    const messageId = uuidv7();
    await say(visitor, conversationId, 'Is it bleu?', messageId);
    await expect.poll(() => aloud.textContent()).toBe('Ada: Is it bleu?');
    await visitor.message.edit.mutate({ conversationId, messageId, changeId: uuidv7(), text: 'Is it blue?' });
    await message(page, 'Is it blue?').waitFor();
    expect(await aloud.textContent()).toBe('Ada: Is it bleu?');
    await visitor.message.delete.mutate({ conversationId, messageId, changeId: uuidv7() });
    await expect.poll(() => aloud.textContent()).toBe('This message was deleted');
    expect(complaints).toEqual([]);
  });

  test('a colleague is mentioned in a note, and finds it among his mentions until he has seen it', async () => {
    await using desk = await openDesk();
    const { page, complaints } = desk;
    await desk.open(desk.anna);
    await page.getByRole('textbox', { name: 'Reply' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Please look, @ka');
    const list = page.getByRole('listbox', { name: 'Colleagues' });
    await list.getByRole('option', { name: 'Karl', selected: true }).waitFor();
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await page.keyboard.type(' @');
    await list.getByRole('option', { name: 'Karl' }).waitFor();
    await page.keyboard.press('Tab');
    const note = page.getByRole('textbox', { name: 'Note' });
    expect(await note.inputValue()).toBe('Please look, @ka @Karl ');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: /^Note/ }).getByText('@Karl', { exact: true }).waitFor();

    await desk.open(desk.karl, '/inbox?queue=mentions');
    const queue = page.getByRole('link', { name: /^Mentions/ });
    await expect.poll(() => queue.innerText()).toContain('1');
    await page.getByRole('link', { name: /Ada.*A note mentions you/ }).press('Enter');
    await page.getByRole('article', { name: /^Note: Anna/ }).waitFor();
    await expect.poll(() => queue.innerText()).toContain('0');
    expect(complaints).toEqual([]);
  });

  test('a note that is to mention somebody while the team is not known goes, and says that it mentions nobody', async () => {
    await using desk = await openDesk();
    const { page, complaints } = desk;
    await page.routeWebSocket(/^ws:/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((frame) => {
        if (!frame.toString().includes('project.members')) server.send(frame);
      });
    });
    await desk.open(desk.anna);
    await page.getByRole('textbox', { name: 'Reply' }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('Please look, @Karl');
    await page.keyboard.press('Enter');
    await page.getByText('This note mentions nobody: the team could not be loaded.').waitFor();
    await page.getByRole('article', { name: /^Note/ }).getByText('Please look, @Karl').waitFor();
    expect(complaints).toEqual([]);
  });

  test('canned replies are looked after in the settings, and found by a slash', async () => {
    await using desk = await openDesk();
    const { page, complaints } = desk;
    await desk.open(desk.anna, '/settings');
    await page.getByLabel('Shortcut').fill('hello');
    await page.getByLabel('Text', { exact: true }).fill('Hello {visitor.name}, {operator.name} here.');
    await page.getByRole('button', { name: 'Add canned reply' }).press('Enter');
    await page.getByRole('button', { name: 'Edit hello' }).press('Enter');
    await page.getByLabel('Shortcut').first().fill('hi');
    await page.keyboard.press('Enter');
    await isFocused(page.getByRole('button', { name: 'Edit hi' }));
    await page.getByRole('button', { name: 'Delete hi' }).press('Enter');
    await page.getByText('Canned reply deleted').waitFor();
    await page.getByText('There are none yet.').waitFor();
    await page.keyboard.press('z');
    await page.getByRole('button', { name: 'Edit hi' }).waitFor();

    await desk.open(desk.anna);
    const composer = page.getByRole('textbox', { name: 'Reply' });
    await composer.focus();
    await page.keyboard.type('/h');
    await page.getByRole('option', { name: /^\/hi/, selected: true }).waitFor();
    await page.keyboard.press('Enter');
    expect(await composer.inputValue()).toBe('Hello Ada, Anna here.');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'You' }).getByText('Hello Ada, Anna here.').waitFor();
    // What no reply is found by, is said.
    await page.keyboard.type('/etc/passwd');
    await page.keyboard.press('Enter');
    await page.getByRole('article', { name: 'You' }).getByText('/etc/passwd').waitFor();
    expect(complaints).toEqual([]);
  });
});

const message = (page: Page, text: string): Locator =>
  page.getByRole('article').filter({ has: page.getByText(text, { exact: true }) });

const isFocused = (at: Locator): Promise<void> =>
  expect.poll(() => at.evaluate((element) => element === document.activeElement)).toBe(true);

/** A shop whose visitor Ada has written, with Anna, who owns it, and Karl. */
async function openDesk(many = 1) {
  await using opened = new AsyncDisposableStack();
  const server = opened.use(await startFresh('embedded'));
  const browser = opened.use(await launchChromium());
  const anna = await registerOperator(server.url, 'Anna');
  const karl = await registerOperator(server.url, 'Karl');
  const project = await createProject(server.url, anna);
  await addMember(server, project.id, karl.me.id, 'agent');
  const { params, conversationId } = await visit(server.url, project.key, { name: 'Ada' });
  const visitor = overHttp(server.url, params);
  const first = uuidv7();
  await say(visitor, conversationId, 'The very first', first);
  for (let n = 1; n <= many; n += 1) await say(visitor, conversationId, `No. ${n}`);
  const { page, complaints } = opened.use(await openOperatorPage(browser, server.url));
  const open = async ({ me, params: { sessionToken } }: TestOperator, path = `/c/${conversationId}`) => {
    await page.evaluate((value) => localStorage.setItem('parley.session', value), `${me.id} ${sessionToken}`);
    await page.goto(`${server.url}${path}`);
    await page.locator('.shell').waitFor();
  };
  const said = async () => {
    const { items } = await visitor.message.list.query({ conversationId });
    return items.flatMap((item) => (item.type === 'message' ? [item] : []));
  };
  const texts = async () => (await said()).map(({ text }) => text);
  const idOf = async (text: string) => (await said()).find((item) => item.text === text)?.messageId ?? '';
  const all = opened.move();
  return {
    ...{ page, complaints, visitor, conversationId, first, anna, karl, open, texts, idOf },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
