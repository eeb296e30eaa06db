import { Failure } from './failure.ts';

const PATIENCE_MS = 10_000;

/**
 * Is a Parley server there?
 * @throws Failure that says what is there instead
 */
export async function findServer(origin: string): Promise<void> {
  const manifest = await readManifest(origin);
  const isOurs = typeof manifest === 'object' && manifest !== null && 'name' in manifest && manifest.name === 'Parley';
  if (!isOurs) throw new Failure(`What answers at ${origin} is no Parley server.`);
}

async function readManifest(origin: string): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${origin}/manifest.webmanifest`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new Failure(`No server answers at ${origin} (${reasonOf(cause)}).`);
  }
  // A page where the manifest should be is an answer, too: of somebody else.
  return response.ok ? response.json().catch(() => null) : null;
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, …: what fetch keeps in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.message : String(cause);
}
