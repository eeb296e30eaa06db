const NONCE = /'nonce-([^']+)'/;

/**
 * The page that was kept, under its own policy, with a nonce that was never there before: as the server does it with each
 * answer. Page and policy were kept together, so the old one is in both.
 */
export async function withFreshNonce(kept: Response): Promise<Response> {
  const headers = new Headers(kept.headers);
  const policy = headers.get('Content-Security-Policy') ?? '';
  const old = NONCE.exec(policy)?.[1];
  if (old === undefined) throw new Error('the page was kept without its policy');
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18))));
  headers.set('Content-Security-Policy', policy.replaceAll(old, nonce));
  const html = await kept.text();
  return new Response(html.replaceAll(old, nonce), { headers });
}
