import { describe, expect, test } from 'vitest';
import { onAccent, parseHex, type Rgb } from '../../packages/widget-sdk/src/loader/accent.ts';
import { readRepositoryFile } from '../support/repository.ts';

const TOKENS = readRepositoryFile('packages/widget-sdk/src/style/tokens.css');

function colour(name: string, scheme: 'light' | 'dark'): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(TOKENS)?.[1] ?? '';
  const pair = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
  return (scheme === 'light' ? pair?.[1] : pair?.[2]) ?? value;
}

function luminance(hex: string): number {
  const [red, green, blue] = (parseHex(hex) ?? ([0, 0, 0] satisfies Rgb)).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const TEXT_ON: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'raised'],
  ['soft-ink', 'paper'],
  ['soft-ink', 'raised'],
  ['on-accent', 'accent'],
  ['danger-ink', 'paper'],
  ['notice-ink', 'notice'],
  ['night-ink', 'night'],
  ['night-soft', 'night'],
  ['night-ink', 'night-raised'],
  ['on-accent', 'stop'],
  ['on-accent', 'go'],
  ['on-accent', 'badge'],
];

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  test.each(TEXT_ON)('%s on %s has a contrast of 4.5 or more', (text, ground) => {
    expect(contrast(colour(text, scheme), colour(ground, scheme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(['field-line', 'online', 'accent'])('%s stands out from the paper by 3 or more', (line) => {
    expect(contrast(colour(line, scheme), colour('paper', scheme))).toBeGreaterThanOrEqual(3);
  });
});

test('on any accent that a site may choose, the text has a contrast of 4.5 or more', () => {
  for (let step = 0; step < 4_096; step++) {
    const hex = `#${step.toString(16).padStart(3, '0')}`;
    const rgb = parseHex(hex);
    if (rgb === null) throw new Error(hex);
    expect(contrast(hex, onAccent(rgb)), hex).toBeGreaterThanOrEqual(4.5);
  }
});

test.each(['red', '#12', '#12345', '#1234567', 'rgb(0,0,0)', '#ggg', ''])('"%s" is no accent', (text) => {
  expect(parseHex(text)).toBeNull();
});
