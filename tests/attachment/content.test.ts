import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LIMITS } from '@parley/api/contract/wire';
import sharp from 'sharp';
import { refusal } from '../support/api-client.ts';
import { bytesOf, download, linkOf, photo, sendWith, upload } from './files.ts';
import { blackPng, movingGif } from './odd-images.ts';
import { openScene, type Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene[Symbol.asyncDispose]());

/** What the operator gets of what the visitor has sent. */
async function received(file: Parameters<typeof upload>[2]) {
  const { url, visitor, answering } = scene;
  const sent = await upload(url, visitor, file);
  await sendWith(url, visitor, [sent.id]);
  const link = await linkOf(url, answering, sent.id);
  const response = await download(url, link.url);
  return { sent, response, bytes: Buffer.from(await response.bytes()) };
}

const SCRIPT = '<script>alert(document.domain)</script>';
const SCRIPTED = [
  ['SVG', 'drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`, 'image/svg+xml'],
  ['HTML', 'page.html', `<!doctype html><html>${SCRIPT}</html>`, 'text/html'],
  [
    'XML with a style sheet',
    'feed.xml',
    `<?xml version="1.0"?><?xml-stylesheet href="#x" type="text/xsl"?><x/>`,
    'text/xml',
  ],
  ['HTML that is called a picture', 'photo.png', `<html>${SCRIPT}</html>`, 'image/png'],
  ['HTML that is called a PDF', 'invoice.pdf', `<html>${SCRIPT}</html>`, 'application/pdf'],
  ['HTML that is called sound', 'voice.mp3', `<html>${SCRIPT}</html>`, 'audio/webm'],
  [
    'a PDF with a script',
    'form.pdf',
    `%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF`,
    'application/pdf',
  ],
] as const;

const WAV_HEADER = Buffer.from(
  'RIFF\xff\x07\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\0\x07\0\0',
  'latin1',
);

/** What each begins with, and zeros. */
const PROGRAMS = (
  [
    ['windows', 'MZ'],
    ['linux', '\x7fELF'],
    ['mac', '\xfe\xed\xfa\xcf'],
    ['java', 'PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0META-INF/MANIFEST.MF'],
    ['shortcut', 'L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F'],
    ['cabinet', 'MSCF'],
    ['package', '!<arch>\ndebian-binary'],
  ] as const
).map(([what, start]) => [what, bytesOf(Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(400)]))] as const);

describe('what is in a file decides what is done with it', () => {
  test.each(SCRIPTED)('[FI1] case 61: %s is saved and never shown', async (_, name, content, type) => {
    const { sent, response, bytes } = await received({ bytes: bytesOf(content), name, type });
    expect(sent.kind).toBe('file');
    expect(bytes.toString()).toBe(content);
    const header = (field: string) => response.headers.get(field);
    expect(header('content-disposition')).toBe(`attachment; filename=${name}`);
    expect(header('content-type')).toMatch(/^application\/(octet-stream|pdf)$/);
    expect(header('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(header('x-content-type-options')).toBe('nosniff');
    expect(header('cross-origin-resource-policy')).toBe('same-origin');
    expect(header('referrer-policy')).toBe('no-referrer');
  });

  test('case 61: a name in any letters is in a header what it is on the screen, and in no address', async () => {
    const { url, visitor, answering } = scene;
    const { id, name } = await upload(url, visitor, { bytes: bytesOf('x'), name: 'März – "写真"; a=b.txt' });
    expect(name).toBe('März – _写真_; a=b.txt');
    await sendWith(url, visitor, [id]);
    const link = await linkOf(url, answering, id);
    expect(link.url).not.toMatch(/txt|M%C3/);
    const header = (await download(url, link.url)).headers.get('content-disposition') ?? '';
    expect(header).toMatch(/^attachment; filename="[\x20-\xff]+"; filename\*=UTF-8''[\w%.!#$&+^`|~-]+$/);
    expect(decodeURIComponent(header.split("''")[1] ?? '')).toBe(name);
  });

  test('[FI1] case 61: a picture that is a program behind its end is a picture alone', async () => {
    const picture = Buffer.concat([await photo(64, 64), Buffer.from(SCRIPT)]);
    const { sent, response, bytes } = await received({ bytes: bytesOf(picture), name: 'cat.png.html' });
    expect(sent).toMatchObject({ kind: 'image', type: 'image/png', name: 'cat.png.png' });
    expect(bytes.includes('script')).toBe(false);
    expect(response.headers.get('content-disposition')).toBe('inline; filename=cat.png.png');
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox/);
  });

  test('[FI1] case 61: what begins like a picture and is none is refused', async () => {
    const polyglot = bytesOf('GIF89a/*\0\0*/=1;alert(1)//');
    expect(await refusal(upload(scene.url, scene.visitor, { bytes: polyglot, name: 'a.gif' }))).toBe('FILE_REFUSED');
    const cut = (await photo(400, 400, 'jpeg')).slice(0, 20_000);
    expect(await refusal(upload(scene.url, scene.visitor, { bytes: cut, name: 'a.jpg' }))).toBe('FILE_REFUSED');
  });

  test('[FI1] case 62: of a photo its pixels remain, upright, and nothing of where it was taken', async () => {
    const taken = await sharp(await photo(40, 20, 'jpeg'))
      .withExif({
        IFD0: { Make: 'Spyglass', Orientation: '6' },
        IFD3: {
          GPSLatitudeRef: 'N',
          GPSLatitude: '52/1 31/1 12/1',
          GPSLongitudeRef: 'E',
          GPSLongitude: '13/1 24/1 18/1',
        },
      })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(taken.includes('Spyglass')).toBe(true);
    const { sent, bytes } = await received({ bytes: bytesOf(taken), name: 'IMG_0001.JPEG', type: 'image/jpeg' });
    expect(sent).toMatchObject({ type: 'image/jpeg', width: 20, height: 40, name: 'IMG_0001.jpg' });
    const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata();
    expect({ exif, xmp, iptc, orientation }).toEqual({});
    for (const word of ['Exif', 'Spyglass', 'xmpmeta', 'secret']) expect(bytes.includes(word), word).toBe(false);
  });

  test('[FI1] case 62: a picture that is larger than it may be is refused by its header', async () => {
    const { url, visitor } = scene;
    expect(20_000 ** 2).toBeGreaterThan(LIMITS.imagePixels);
    expect(await refusal(upload(url, visitor, { bytes: blackPng(20_000, 20_000) }))).toBe('TOO_LARGE');
    expect(await refusal(upload(url, visitor, { bytes: blackPng(LIMITS.imageSide + 1, 8) }))).toBe('TOO_LARGE');
    const most = await upload(url, visitor, { bytes: blackPng(LIMITS.imageSide, 1_900) });
    expect(most).toMatchObject({ width: LIMITS.imageSide, height: 1_900, thumb: true });
  });

  test('[FI1] case 62: a moving picture stays one, up to its limit', async () => {
    const moving = await received({ bytes: movingGif(20, 50), name: 'wave.gif', type: 'image/gif' });
    expect(await sharp(moving.bytes, { animated: true }).metadata()).toMatchObject({ format: 'gif', pages: 20 });
    expect(moving.sent).toMatchObject({ width: 50, height: 50 });
    const endless = await received({ bytes: movingGif(10_000, 500), name: 'bomb.gif', type: 'image/gif' });
    expect((await sharp(endless.bytes, { animated: true }).metadata()).pages ?? 1).toBe(1);
    expect(endless.sent).toMatchObject({ width: 500, height: 500 });
  });

  test('[FI1] other pictures are made anew as what browsers show', async () => {
    const avif = await sharp(await photo(64, 48))
      .avif()
      .toBuffer();
    const { sent } = await received({ bytes: bytesOf(avif), name: 'new.avif', type: 'image/avif' });
    expect(sent).toMatchObject({ kind: 'image', type: 'image/webp', name: 'new.webp' });
  });

  test('[FI1] programs are refused, by their name and by what they are', async () => {
    const { url, visitor } = scene;
    for (const name of ['setup.exe', 'invoice.pdf.js', 'Photo.JPG.scr', 'trip.lnk', 'x.PS1']) {
      expect(await refusal(upload(url, visitor, { bytes: bytesOf('x'), name })), name).toBe('FILE_REFUSED');
    }
    const program = Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]);
    expect(await refusal(upload(url, visitor, { bytes: bytesOf(program), name: 'holiday.jpg' }))).toBe('FILE_REFUSED');
  });

  test('[FI1] a program is one under any name, and no file gets the name of one', async () => {
    const { url, visitor } = scene;
    const refused = async (bytes: Uint8Array<ArrayBuffer>, name: string) =>
      expect(await refusal(upload(url, visitor, { bytes, name, type: 'text/plain' })), name).toBe('FILE_REFUSED');
    for (const [what, bytes] of PROGRAMS) {
      await refused(bytes, `${what}.txt`);
      await refused(bytes, `${what}.png`);
      // One without an extension gets that of what it is.
      await refused(bytes, what);
    }
    // Letters that are three when they are written as systems compare them; cut, it ends in a dot, which Windows drops.
    const long = `${'\uFB2C'.repeat(64)}xxx.exe.${'z'.repeat(60)}`;
    expect(long.normalize('NFC').slice(0, LIMITS.fileNameChars)).toMatch(/xxx\.exe\.$/);
    await refused(bytesOf('x'), long);
  });

  test('[FI1] what is played is called what it is, and saved it opens as nothing else', async () => {
    const sound = bytesOf(Buffer.concat([WAV_HEADER, Buffer.alloc(2_000, 0x80)]));
    const { sent } = await received({ bytes: sound, name: 'voice.html', type: 'text/html' });
    expect(sent).toMatchObject({ kind: 'audio', name: 'voice.wav' });
  });

  test('[FI1] sound is played, in ranges', async () => {
    const bytes = bytesOf(Buffer.concat([WAV_HEADER, Buffer.alloc(2_000, 0x80)]));
    const { sent, response } = await received({ bytes, name: 'voice.wav', type: 'audio/wav' });
    expect(sent).toMatchObject({ kind: 'audio', type: 'audio/wav' });
    expect(response.headers.get('content-disposition')).toBe('inline; filename=voice.wav');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    const { url: path } = await linkOf(scene.url, scene.answering, sent.id);
    const range = async (value: string) => {
      const part = await download(scene.url, path, { headers: { range: value } });
      return [part.status, part.headers.get('content-range'), (await part.bytes()).length];
    };
    const size = bytes.length;
    expect(await range('bytes=100-199')).toEqual([206, `bytes 100-199/${size}`, 100]);
    expect(await range('bytes=100-')).toEqual([206, `bytes 100-${size - 1}/${size}`, size - 100]);
    expect(await range('bytes=-10')).toEqual([206, `bytes ${size - 10}-${size - 1}/${size}`, 10]);
    expect(await range(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, 0]);
    expect(await range('bytes=0-1,5-6')).toEqual([200, null, size]);
    expect(await range('lines=1-2')).toEqual([200, null, size]);
  });
});
