/**
 * Makes the app's icons of `public/parley.svg` anew: `node scripts/run.mjs tests/operator-app/make-icons.ts`. Browsers and
 * systems want pictures of fixed sizes; the drawing is the one thing that is drawn.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const APP = fileURLToPath(new URL('../../packages/operator-app', import.meta.url));
const drawing = readFileSync(join(APP, 'public/parley.svg'), 'utf8');

/** A tray's picture has room for one sign: from ten on it says that there are many. */
const TRAY_COUNTS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'many'];

/** Systems cut such an icon to their own shape: the colour to the edge, the sign within the inner 80 %. */
const maskable = drawing
  .replace('viewBox="0 0 32 32"', 'viewBox="-5 -5 42 42"')
  .replace('<rect width="32" height="32" rx="9"', '<rect x="-5" y="-5" width="42" height="42"');

const badge = (sign: string): string =>
  `<circle cx="22" cy="22" r="10" fill="#d92d20"/><text x="22" y="27" font-family="DejaVu Sans" font-weight="bold" font-size="14" text-anchor="middle" fill="#fff">${sign}</text>`;
const withBadge = (sign: string): string => drawing.replace('</svg>', `${badge(sign)}</svg>`);

async function write(path: string, svg: string, size: number): Promise<void> {
  const file = join(APP, path);
  mkdirSync(dirname(file), { recursive: true });
  await sharp(Buffer.from(svg), { density: (72 * size) / 32 })
    .resize(size, size)
    .png({ compressionLevel: 9, palette: true })
    .toFile(file);
}

await write('public/icons/parley-192.png', drawing, 192);
await write('public/icons/parley-512.png', drawing, 512);
await write('public/icons/parley-maskable-512.png', maskable, 512);
for (const count of TRAY_COUNTS) {
  const picture = count === '0' ? drawing : withBadge(count === 'many' ? '+' : count);
  await write(`shells/electron/icons/tray-${count}.png`, picture, 32);
}
await write('shells/electron/icons/icon.png', drawing, 512);

/** In a tab there is room for a dot; the number is in the title beside it. */
const dot = '<circle cx="25" cy="7" r="6" fill="#d92d20" stroke="#fff" stroke-width="2"/>';
writeFileSync(join(APP, 'public/parley-unread.svg'), drawing.replace('</svg>', `${dot}</svg>`));
