import { describe, expect, inject, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { startServerProcess } from '../support/server-process.ts';
import { openTwoPages } from './two-pages.ts';

describe.skipIf(!inject('hasChromium'))('two pages side by side', () => {
  test('a visitor and an operator chat; the server is killed in mid-sentence, and nothing is missing', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using pages = await openTwoPages(browser, server.url);
    const { page: operator } = pages.operator;
    const { page: visitor, field, log } = pages.visitor;

    await field.fill('Do you ship to Norway?');
    await visitor.keyboard.press('Enter');
    const row = operator.getByRole('link', { name: /Visitor/ });
    await row.click();
    await operator.getByRole('article').getByText('Do you ship to Norway?').waitFor();
    await log.getByText('Read').waitFor();

    await operator.keyboard.press('r');
    await operator.keyboard.type('We do.');
    await visitor.getByText(/is writing/).waitFor();
    await operator.keyboard.press('Enter');
    await log.getByText('We do.').waitFor();

    // Both write while there is no server, and both see that it has not gone out.
    server.kill('SIGKILL');
    await server.waitForExit();
    await field.fill('How long does it take?');
    await visitor.keyboard.press('Enter');
    await operator.keyboard.type('Three days, mostly.');
    await operator.keyboard.press('Enter');
    await log.getByText('How long does it take?').waitFor();
    await operator.getByRole('article').getByText('Three days, mostly.').waitFor();
    await server.restart();

    await operator.getByRole('article').getByText('How long does it take?').waitFor();
    await log.getByText('Three days, mostly.').waitFor();
    for (const text of ['Do you ship to Norway?', 'We do.', 'How long does it take?', 'Three days, mostly.']) {
      expect(await log.getByText(text, { exact: true }).count(), `visitor: ${text}`).toBe(1);
      expect(await operator.getByRole('article').getByText(text, { exact: true }).count(), `operator: ${text}`).toBe(1);
    }
    expect(pages.visitor.complaints).toEqual([]);
  });
});
