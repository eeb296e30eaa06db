import { expect, test } from 'vitest';
import { readFile } from 'node:fs/promises';
import { formatLink, linkOfAddress, parseLink } from '../../packages/operator-app/src/desktop/deep-link.ts';

const ID = '019a6e1e-0000-7000-8000-00000000000a';

test.each([
  ['web+parley:inbox', { to: 'inbox' }],
  ['web+parley:inbox/mentions', { to: 'inbox', queue: 'mentions' }],
  ['web+parley:inbox/mine', { to: 'inbox', queue: 'mine' }],
  [`web+parley:conversation/${ID}`, { to: 'conversation', conversationId: ID }],
])('%s is read and written', (text, link) => {
  const read = parseLink(text);
  expect(read).toEqual(link);
  expect(read && formatLink(read)).toBe(text);
});

test.each(['web+parley://inbox/closed/', 'WEB+PARLEY:INBOX/CLOSED'])('%s is read as well', (text) => {
  expect(parseLink(text)).toEqual({ to: 'inbox', queue: 'closed' });
});

test.each(['web+parley:inbox/all', 'web+parley:inbox/open/x', 'web+parley:inbox?queue=open', 'parley:inbox', ''])(
  '%s is none of ours',
  (text) => expect(parseLink(text)).toBeNull(),
);

test('the installed app’s shortcuts are such links', async () => {
  const manifest = await readFile(new URL('../../packages/operator-app/public/manifest.webmanifest', import.meta.url));
  const { shortcuts }: { shortcuts: { url: string }[] } = JSON.parse(manifest.toString());
  expect(shortcuts.map(({ url }) => linkOfAddress(new URL(url, 'https://chat.example')))).toEqual([
    { to: 'inbox', queue: 'open' },
    { to: 'inbox', queue: 'mine' },
    { to: 'inbox', queue: 'unassigned' },
  ]);
});
