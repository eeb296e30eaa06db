/**
 * Radix holds the page still behind a dialog by a style element that it makes. The policy lets one pass that has this
 * answer's nonce, which such libraries look for under this name; the build leaves it in a `<meta>`.
 */
export function letStylesPass(page: Document): void {
  const nonce = page.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  if (nonce !== '') Reflect.set(globalThis, '__webpack_nonce__', nonce);
}
