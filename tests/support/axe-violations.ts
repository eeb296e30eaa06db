import axe, { type run } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

declare global {
  /** What `axe.source` leaves on a page. */
  var axe: { run: typeof run };
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A colour that is still on its way is no colour to judge. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };

/** How people look at the screens: each is judged in all of these. */
export const LOOKS: readonly [name: string, context: BrowserContextOptions][] = [
  ['light', { ...STILL, colorScheme: 'light' }],
  ['dark', { ...STILL, colorScheme: 'dark' }],
  ['on a small phone', { ...STILL, colorScheme: 'light', viewport: { width: 360, height: 640 } }],
];

/**
 * WCAG 2.2 A and AA and axe's own best practices: what this page breaks, one line each. Sees open
 * shadow roots only. An open menu stands at the end of the page, outside every landmark, as the pattern has it.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    const isInPopper = (selector: string) =>
      document.querySelector(selector)?.closest('[data-radix-popper-content-wrapper]') != null;
    const { violations } = await globalThis.axe.run(document, { runOnly: rules });
    return violations
      .filter(({ id, nodes }) => id !== 'region' || nodes.some(({ target }) => !isInPopper(String(target[0]))))
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
  }, RULES);
}
