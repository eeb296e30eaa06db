import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linkify } from '../../packages/operator-app/src/lib/linkify.ts';

const links = (text: string) => linkify(text).flatMap(({ text: shown, href }) => (href === undefined ? [] : [shown]));

describe('links in messages', () => {
  test.each([
    ['see https://example.com.', ['https://example.com']],
    ['(https://example.com/a_(b))', ['https://example.com/a_(b)']],
    ['“https://example.com”?', []],
    ['<https://example.com/?a=1&b=2>,', ['https://example.com/?a=1&b=2']],
    ['write to mailto:a@example.com!', ['mailto:a@example.com']],
    ['HTTP://EXAMPLE.com and http://localhost:3000/x', ['HTTP://EXAMPLE.com', 'http://localhost:3000/x']],
    ['javascript:alert(1) data:text/html,x file:///etc ftp://x vbscript:x', []],
    ['https:// https://% //example.com', []],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test('whatever is written, the parts are the text again, and every link is http, https or mailto', () => {
    const words = fc.array(
      fc.oneof(fc.string(), fc.webUrl(), fc.constantFrom('(', ')', '.', ' ', '\n', 'javascript:')),
    );
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('');
        const linked = linkify(text);
        expect(linked.map((part) => part.text).join('')).toBe(text);
        const hrefs = linked.flatMap(({ href }) => href ?? []);
        expect(hrefs.filter((href) => !/^(https?|mailto):/.test(href))).toEqual([]);
      }),
    );
  });

  test('the longest message of the worst signs takes no time to speak of', () => {
    const worst = ['('.repeat(4_000), `https://${')'.repeat(3_990)}`, 'http:'.repeat(800), '"'.repeat(4_000)];
    for (const text of worst)
      expect(
        linkify(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
  });
});
