import { describe, expect, inject, test } from 'vitest';
import { axeViolations } from '../support/axe-violations.ts';
import { overHttp } from '../support/api-client.ts';
import { launchChromium } from '../support/chromium.ts';
import { createTestDatabase } from '../support/database.ts';
import { say, visit } from '../support/people.ts';
import { startServerProcess } from '../support/server-process.ts';
import { sign } from '../support/site.ts';
import { openOperatorPage, registerWithProject } from './operator-page.ts';

describe.skipIf(!inject('hasChromium'))('visitors, as operators see them', () => {
  test('a key is made, shown once and revoked; who is verified by it, who is not, and who is blocked', async () => {
    await using database = await createTestDatabase('embedded');
    await using server = await startServerProcess({ env: database.env });
    await using browser = await launchChromium();
    await using app = await openOperatorPage(browser, server.url);
    const { page, complaints } = app;
    const projectKey = await registerWithProject(page, 'Test shop');
    await page.getByText('There is no key yet').waitFor();
    await page.getByLabel('Name of the new key').fill('Shop, 2026');
    await page.getByRole('button', { name: 'Make key' }).click();
    const shown = page.getByRole('group', { name: 'Private key of Shop, 2026' });
    await shown.waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    // Whoever makes it by keyboard is led to it.
    expect(await shown.getByRole('heading').evaluate((heading) => heading.matches(':focus'))).toBe(true);
    const privateKey = await shown.locator('pre').innerText();
    const kid = await shown.locator('dd').nth(1).innerText();
    await shown.getByRole('button', { name: 'I have stored it' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Revoke the key Shop, 2026' }).waitFor();
    expect(await page.content()).not.toContain('PRIVATE KEY');

    const door = overHttp(server.url, { projectKey });
    const claims = { sub: 'u-1', aud: projectKey, name: 'Uma Thorn', attributes: { plan: 'gold' } };
    const { visitorToken } = await door.visitor.identify.mutate({ token: await sign(privateKey, claims, { kid }) });
    const uma = overHttp(server.url, { projectKey, visitorToken });
    const { id } = await uma.conversation.open.mutate();
    await say(uma, id, 'It is me');
    const liar = await visit(server.url, projectKey, { name: 'Uma Thorn', email: 'uma@example.com' });
    await say(overHttp(server.url, liar.params), liar.conversationId, 'No, me');

    await page.goto(`${server.url}/c/${id}`);
    await page.getByRole('complementary', { name: 'Visitor details' }).getByText('Verified by your site').waitFor();
    await page.getByRole('heading', { name: 'Signed by your site' }).waitFor();
    await page.getByText('gold').waitFor();
    await page.getByRole('link', { name: /Uma Thorn \(verified\)/ }).waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);

    await page.getByRole('link', { name: /No, me/ }).click();
    const details = page.getByRole('complementary', { name: 'Visitor details' });
    await details.getByText('Unverified', { exact: true }).waitFor();
    expect(await details.getByText('Signed by your site').count()).toBe(0);
    await details.getByRole('button', { name: 'Block visitor' }).click();
    await details.getByText('This visitor is blocked.').waitFor();
    await page
      .getByRole('banner')
      .or(page.locator('.conversation-head'))
      .getByText('Blocked', { exact: true })
      .waitFor();
    expect(await axeViolations(page, ['light', 'dark'])).toEqual([]);
    await details.getByRole('button', { name: 'Unblock visitor' }).click();
    await details.getByRole('button', { name: 'Block visitor' }).waitFor();
    expect(complaints).toEqual([]);
  });
});
