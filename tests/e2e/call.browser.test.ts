import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { audioPacketsReceived, isSilent, openTwoPages } from './two-pages.ts';

/** A second of speech at 20 ms a packet. */
const A_SECOND_OF_AUDIO = 50;

describe.skipIf(!inject('hasChromium'))('a call between two pages', () => {
  test('a visitor rings, an operator answers, audio flows both ways, and hanging up ends it on both sides', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using pages = await openTwoPages(browser, server.url);
    const { page: operator } = pages.operator;
    const { page: visitor } = pages.visitor;

    await pages.visitor.panel.getByRole('button', { name: 'Start a call' }).click();
    await visitor.getByText('Ringing').waitFor();
    await operator.getByRole('button', { name: 'Answer' }).click();
    for (const page of [operator, visitor]) {
      await expect.poll(() => audioPacketsReceived(page), { timeout: 20_000 }).toBeGreaterThan(A_SECOND_OF_AUDIO);
    }
    await operator.getByText(/^Connected/).waitFor();

    await visitor.getByRole('button', { name: 'Hang up' }).click();
    await visitor.getByText('The call is over.').waitFor();
    await operator.getByText(/^Call ended/).waitFor();
    for (const page of [operator, visitor]) await expect.poll(() => isSilent(page)).toBe(true);
    expect(pages.visitor.complaints).toEqual([]);
  });
});
