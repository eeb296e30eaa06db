import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { reportRefusals } from '../support/report-refusals.ts';

export const OPERATOR = { name: 'Rosa Parks', email: 'rosa@example.com', password: 'a bus in Montgomery' };

export interface OperatorPage extends AsyncDisposable {
  context: BrowserContext;
  page: Page;
  /** What the page complained of: uncaught errors, refusals by its policy, dialogs, and console errors. */
  complaints: string[];
}

/** A fresh browser profile on the app of that server. */
export async function openOperatorPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OperatorPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.addInitScript(reportRefusals);
  await page.goto(url);
  return { context, page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Registers the server's first operator and creates a project, as a person would. Returns the project's public key. */
export async function registerWithProject(page: Page, projectName: string): Promise<string> {
  await page.getByLabel('Your name').fill(OPERATOR.name);
  await page.getByLabel('E-mail').fill(OPERATOR.email);
  await page.getByLabel('Password').fill(OPERATOR.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Create your first project' }).waitFor();
  await page.getByLabel('Name').fill(projectName);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Install the widget' }).click();
  const snippet = await page.locator('pre').first().innerText();
  const key = /data-project-key="([^"]+)"/.exec(snippet)?.[1];
  if (key === undefined) throw new Error(`No project key in the snippet: ${snippet}`);
  return key;
}
