import axe, { type run } from 'axe-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

declare global {
  /** What `axe.source` leaves on a page. */
  var axe: { run: typeof run };
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export type Scheme = 'light' | 'dark';

/** A colour that is still on its way is no colour to judge. */
const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };

/** How people look at the screens: each is judged in all of these, on a wide screen in both schemes. */
export const LOOKS: readonly [name: string, context: BrowserContextOptions, schemes: readonly Scheme[]][] = [
  ['light and dark', STILL, ['light', 'dark']],
  ['on a small phone', { ...STILL, viewport: { width: 360, height: 640 } }, ['light']],
];

/**
 * WCAG 2.2 A and AA and axe's own best practices: what this page breaks in each scheme, one line each. Sees open
 * shadow roots only. An open menu stands at the end of the page, outside every landmark, as the pattern has it.
 */
export async function axeViolations(page: Page, schemes: readonly Scheme[]): Promise<string[]> {
  // Half a megabyte: read once per document.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(endMovements);
    found.push(...(await page.evaluate(judge, RULES)).map((line) => `${colorScheme}: ${line}`));
  }
  return found;
}

/** In the page. A colour that has come to its end sets those on their way that inherit it; what turns for ever has no end. */
function endMovements(): void {
  const running = () =>
    document
      .getAnimations()
      .filter(({ playState, effect }) => playState !== 'finished' && effect?.getComputedTiming().endTime !== Infinity);
  for (let begun = running(); begun.length > 0; begun = running()) for (const each of begun) each.finish();
}

/** In the page. */
async function judge(rules: string[]): Promise<string[]> {
  const isInPopper = (selector: string) =>
    document.querySelector(selector)?.closest('[data-radix-popper-content-wrapper]') != null;
  const { violations } = await globalThis.axe.run(document, { runOnly: rules });
  return violations
    .filter(({ id, nodes }) => id !== 'region' || nodes.some(({ target }) => !isInPopper(String(target[0]))))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(' | ')}`);
}
