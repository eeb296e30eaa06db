import { textParts } from '@parley/client';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const links = (text: string): string[] => textParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []));
const shown = (text: string): string =>
  textParts(text)
    .map((part) => part.text)
    .join('');

describe('links in messages', () => {
  test.each([
    ['https://shop.example/a?b=c#d', ['https://shop.example/a?b=c#d']],
    ['see (https://shop.example/wiki/Lamp_(light)).', ['https://shop.example/wiki/Lamp_(light)']],
    ['[http://a.example], "https://b.example/x";', ['http://a.example/', 'https://b.example/x']],
    ['<https://a.example/?a=1&b=2>, **https://b.example/**', ['https://a.example/?a=1&b=2', 'https://b.example/']],
    ['look:https://a.example!', ['https://a.example/']],
    ['HTTPS://A.EXAMPLE and http://localhost:3000/x', ['https://a.example/', 'http://localhost:3000/x']],
    ['https://[2001:db8::1]:8443/x', ['https://[2001:db8::1]:8443/x']],
    ['请看https://a.example/x。', ['https://a.example/x']],
    ['انظر https://a.example/x؟', ['https://a.example/x']],
    ['write to eva.k+x@mail.example.', ['mailto:eva.k+x@mail.example']],
    ['mailto:eva@mail.example', ['mailto:eva@mail.example']],
    // Neither a subject nor further recipients that a stranger chose.
    ['mailto:eva@mail.example?bcc=x@evil.example&body=y', ['mailto:eva@mail.example']],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
    expect(shown(text)).toBe(text);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'smb://evil.example/share',
    '\\\\evil.example\\share',
    'ms-word:ofe|u|http://',
    'ms-msdt:/id',
    'search-ms:query=x',
    'ftp://a.example',
    'tel:+4670000000',
    'blob:null/1',
    '//evil.example',
    'https:/evil.example',
    'https:evil.example',
    'https:\\\\evil.example',
    'https://bank.example@evil.example/login',
    'https://user:secret@evil.example',
    'https://bank.example%40evil.example/',
    'https://bank.example,https://evil.example/',
    'https://evil.example/\u202Egpj.exe',
    'mailto:a@b.c@d.e?bcc=x',
    'mailto:%0d%0abcc:a@b.example',
    'https://',
    'http://[',
    'https://%',
    '@',
    'a@b',
    'a@.b',
    '@b.c',
  ])('[CS2] case 59: %s is text', (text) => {
    expect(links(text)).toEqual([]);
    expect(shown(text)).toBe(text);
  });

  test.each([
    // The first letter is a Cyrillic one.
    ['https://аpple.example/', 'https://xn--pple-43d.example/'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/'],
    ['https://bank.example%2Eevil.example/x', 'https://bank.example.evil.example/x'],
    ['https://bank\u00AD.example/', 'https://bank.example/'],
    ['https://0x7f.1/', 'https://127.0.0.1/'],
    ['https://evil.example\\@bank.example/', 'https://evil.example/@bank.example/'],
  ])('[CS2] case 59: %s says where it leads', (text, host) => {
    for (const part of textParts(text)) {
      expect(part.kind).toBe('link');
      const seen = new URL(part.text).host;
      expect(part.text.toLowerCase().startsWith(`https://${seen}`)).toBe(true);
      expect(part.kind === 'link' && part.href).toBe(host);
    }
  });

  test('[CS2] whatever is written: every link is http, https or mailto, shows its host, and no other text is lost', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.webUrl({ withQueryParameters: true, withFragments: true }),
        fc.emailAddress(),
        fc.constantFrom('(', ')', '.', ' ', '\n', '@', '//', 'https://', 'mailto:', 'javascript:', '\u202E', '%'),
      ),
    );
    fc.assert(
      fc.property(words, (some) => {
        const text = some.join('');
        let rest = text;
        for (const part of textParts(text)) {
          if (part.kind === 'text') {
            const at = rest.indexOf(part.text);
            expect(at).toBeGreaterThanOrEqual(0);
            rest = rest.slice(at + part.text.length);
            continue;
          }
          const { protocol, host, username } = new URL(part.href);
          expect(['http:', 'https:', 'mailto:']).toContain(protocol);
          expect(username).toBe('');
          if (protocol !== 'mailto:') expect(part.text.toLowerCase()).toContain(`//${host}`);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function cost(text: string): number {
  const from = performance.now();
  textParts(text);
  return performance.now() - from;
}

/** How much more the longer one costs. Noise only ever adds to a cost, so of many rounds the least counts. */
function growth(short: string, long: string, enough: number): number {
  const least = [short, long].map(cost);
  let times = Infinity;
  for (let round = 0; round < 5 || (round < 60 && times >= enough); round++) {
    least[0] = Math.min(least[0] ?? Infinity, cost(short));
    least[1] = Math.min(least[1] ?? Infinity, cost(long));
    times = least[1] / Math.max(least[0], 0.05);
  }
  return times;
}

describe('case 60: the parser is linear', () => {
  const TIMES = 16;
  test.each([
    '*',
    '[',
    '(',
    ')',
    '@',
    'a.',
    'a@b.c ',
    'a@b.',
    'mailto:',
    'mailto:a@b.c?',
    'http://',
    'https://a.example/',
    'https://a.example/((',
    'https://a.example ',
    '"',
    '> ',
    '>> "',
    '\n',
    '\u202E',
  ])('[CS2] a text of "%s", sixteen times as long, costs about sixteen times as much', (part) => {
    // Long enough that the clock sees it; 16 kB are four times what a message may have.
    const short = part.repeat(Math.ceil(16_000 / part.length));
    // Halfway, in the exponent, to the 256 times of a quadratic one.
    const limit = TIMES * Math.sqrt(TIMES);
    expect(growth(short, short.repeat(TIMES), limit)).toBeLessThan(limit);
  });
});
