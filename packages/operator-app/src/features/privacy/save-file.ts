/** Time enough for any browser to begin reading it. */
const KEEP_MS = 60_000;

/** To the browser's downloads. The address is one of this page's own, and good for nobody else. */
export function saveFile(name: string, content: Blob): void {
  const href = URL.createObjectURL(content);
  const link = Object.assign(document.createElement('a'), { href, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), KEEP_MS);
}
