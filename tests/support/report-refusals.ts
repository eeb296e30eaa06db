/** In the page: what its policy refuses (a script, a style, an address, a text taken for code) is an error of the page. */
export function reportRefusals(): void {
  document.addEventListener('securitypolicyviolation', (event) => {
    reportError(new Error(`refused: ${event.effectiveDirective} ${event.blockedURI}`));
  });
}
