import { describe, expect, test } from 'vitest';
import { linkify } from '../../packages/widget-sdk/src/chat/linkify.ts';

const links = (text: string): string[] => linkify(text).flatMap((piece) => (piece.kind === 'link' ? [piece.href] : []));

describe('links in messages', () => {
  test.each([
    ['https://shop.example/a?b=c#d', ['https://shop.example/a?b=c#d']],
    ['see (https://shop.example/wiki/Lamp_(light)).', ['https://shop.example/wiki/Lamp_(light)']],
    ['[http://a.example], "https://b.example/x";', ['http://a.example/', 'https://b.example/x']],
    ['look:https://a.example!', ['https://a.example/']],
    ['HTTPS://A.EXAMPLE', ['https://a.example/']],
    ['write to eva.k+x@mail.example.', ['mailto:eva.k+x@mail.example']],
    ['mailto:eva@mail.example', ['mailto:eva@mail.example']],
  ])('%s', (text, expected) => {
    expect(links(text)).toEqual(expected);
  });

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//https:',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'ftp://a.example',
    'https://bank.example@evil.example/login',
    'https://user:secret@evil.example',
    'https://evil.example/\u202Egpj.exe',
    'mailto:a@b.c@d.e?bcc=x',
    'https://',
    'http://[',
    '@',
    'a@b',
    'a@.b',
    '@b.c',
  ])('%s is text', (text) => {
    expect(links(text)).toEqual([]);
  });

  test('a look-alike host is shown as what it is', () => {
    // The first letter is a Cyrillic one.
    expect(linkify('https://аpple.example/')).toEqual([
      { kind: 'link', text: 'https://xn--pple-43d.example/', href: 'https://xn--pple-43d.example/' },
    ]);
  });

  test('nothing of the text is lost', () => {
    const text = '  a (https://a.example/x), b\n\nmail b@c.example…\t<b>https://d.example</b> ';
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(''),
    ).toBe(text);
  });

  test.each(['[', '(', 'a@b.c ', 'http://', 'https://a.example/', 'mailto:', ')', '@', 'a.', 'https://a.example/(('])(
    '4,000 characters of "%s" cost next to nothing',
    (part) => {
      const text = part.repeat(Math.ceil(4_000 / part.length));
      const rounds = Array.from({ length: 5 }, () => {
        const from = performance.now();
        linkify(text);
        return performance.now() - from;
      });
      // A backtracking parser takes seconds; the best of five keeps a busy machine out of it.
      expect(Math.min(...rounds)).toBeLessThan(50);
    },
  );
});
