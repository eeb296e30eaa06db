import { LIMITS } from '@parley/api/contract/wire';

export type ParsedOrigins =
  | { ok: true; origins: string[] }
  | { ok: false; problem: { kind: 'wrong'; line: string } | { kind: 'many' } };

/**
 * Origins from a text field, one a line. `https://Example.com/` is taken as `https://example.com`;
 * a path, a query or another scheme is refused, because the server compares origins exactly.
 */
export function parseOrigins(text: string): ParsedOrigins {
  const origins = new Set<string>();
  for (const line of text.split(/\s+/).filter(Boolean)) {
    const url = URL.parse(line);
    const bare = url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
    if (!bare) return { ok: false, problem: { kind: 'wrong', line } };
    origins.add(url.origin);
  }
  if (origins.size > LIMITS.allowedOrigins) return { ok: false, problem: { kind: 'many' } };
  return { ok: true, origins: [...origins] };
}
