/** What a person does with files: chooses, pastes and drops them. */
import type { JSHandle, Locator, Page } from 'playwright-core';

export interface GivenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** By the keyboard, as whoever has no mouse would. */
export async function choose(page: Page, button: Locator, files: GivenFile[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await button.focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(files);
}

export async function paste(field: Locator, file: GivenFile): Promise<void> {
  const clipboardData = await carrying(field.page(), file);
  await field.evaluate((element, data) => {
    element.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true, composed: true }),
    );
  }, clipboardData);
}

/** `look` while it is held over the place, before it is let go. */
export async function drop(place: Locator, file: GivenFile, look: () => Promise<void>): Promise<void> {
  const dataTransfer = await carrying(place.page(), file);
  await place.dispatchEvent('dragenter', { dataTransfer });
  await place.dispatchEvent('dragover', { dataTransfer });
  await look();
  await place.dispatchEvent('drop', { dataTransfer });
}

function carrying(page: Page, { name, mimeType, buffer }: GivenFile): Promise<JSHandle<DataTransfer>> {
  return page.evaluateHandle(
    ([base64, fileName, type]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const data = new DataTransfer();
      data.items.add(new File([bytes], fileName, { type }));
      return data;
    },
    [buffer.toString('base64'), name, mimeType] as const,
  );
}

/** A PDF's beginning, and bytes that no two files share. */
export function pdf(name: string, size = 20_000): GivenFile {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < size; at++) buffer[at] = (at * 2_654_435_761) >>> 24;
  buffer.write('%PDF-1.7\n');
  return { name, mimeType: 'application/pdf', buffer };
}
