import { expect, describe, inject, test } from 'vitest';
import { administerProjects } from '../../packages/api/src/project/administer.ts';
import { launchChromium } from '../support/chromium.ts';
import { startFresh } from '../support/in-process-server.ts';
import { createProject, registerOperator } from '../support/people.ts';
import { visit } from './widget-page.ts';

describe.skipIf(!inject('hasChromium'))('the widget of a suspended project', () => {
  test('[PR4] says politely that it is not available, in the midst of a visit and at the start of one', async () => {
    await using server = await startFresh('embedded');
    const { id, key } = await createProject(server.url, await registerOperator(server.url));
    expect(key).toMatch(/^pk_/);
    await using browser = await launchChromium();
    const words = 'The chat isn’t available at the moment.';
    await using visitor = await visit(browser, `${server.url}/demo`);
    await visitor.launcher.click();
    await visitor.panel.getByText('Hello.').waitFor();
    await administerProjects(server.running.services.db, ['suspend', id]);
    await visitor.panel.getByText(words).waitFor();
    await using newcomer = await visit(browser, `${server.url}/demo`);
    await newcomer.launcher.click();
    await newcomer.panel.getByText(words).waitFor();
    expect([...visitor.complaints, ...newcomer.complaints]).toEqual([]);
  });
});
