/** To the browser's downloads, from an address on this origin: what fails there is a download that has failed, and the page stays. */
export function saveFrom(href: string, name: string): void {
  Object.assign(document.createElement('a'), { href, download: name }).click();
}
