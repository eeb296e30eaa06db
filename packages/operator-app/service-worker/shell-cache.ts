import { withFreshNonce } from './fresh-nonce.ts';

/** One build of the app: all that it needs to start, under a name that changes with any of it. */
export interface Shell {
  version: string;
  /** Absolute paths, without the page itself. */
  files: readonly string[];
}

const PREFIX = 'parley-shell-';
const PAGE = '/';
/** A network that has not answered by then is as good as none, when there is something to show. */
const PATIENCE_MS = 3_000;

const ASSETS = /\/assets\/[\w.-]+/g;

/**
 * Keeps one build, whole.
 * @throws Error when the server has another one by now (a deploy under way): the browser comes back later
 */
export async function keepShell({ version, files }: Shell): Promise<void> {
  const page = await fetch(PAGE, { cache: 'reload' });
  const html = await page.clone().text();
  const foreign = [...html.matchAll(ASSETS)].filter(([path]) => !files.includes(path));
  if (!page.ok || foreign.length > 0) throw new Error('the page is of another build');
  const name = PREFIX + version;
  // Caches stand in the order of their making. One that has come back is made anew, so that the last is the newest.
  const isNewest = (await keptShells()).at(-1) === name;
  if (!isNewest) await caches.delete(name);
  try {
    const cache = await caches.open(name);
    await cache.addAll(files);
    await cache.put(PAGE, page);
  } catch (cause) {
    // The newest is of a worker that uses it already, and lacks nothing: files are added all or none.
    if (!isNewest) await caches.delete(name);
    throw cause;
  }
}

const keptShells = async (): Promise<string[]> => (await caches.keys()).filter((name) => name.startsWith(PREFIX));

/** The build before stays: pages that are open may still load parts of it. */
export async function dropOldShells({ version }: Shell): Promise<void> {
  const others = (await keptShells()).filter((name) => name !== PREFIX + version);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** The server's page, so that a new build is seen at once; the kept one when there is no answer, or no server behind it. */
export async function answerPage({ version }: Shell, request: Request): Promise<Response> {
  const kept = await caches.match(PAGE, { cacheName: PREFIX + version, ignoreVary: true });
  if (kept === undefined) return fetch(request);
  const answer = await Promise.race([fetch(request).catch(() => null), after(PATIENCE_MS)]);
  return answer !== null && answer.status < 500 ? answer : withFreshNonce(kept);
}

/** A kept file never changes: another build has another version. */
export async function answerFile({ version }: Shell, request: Request): Promise<Response> {
  const own = await caches.match(request, { cacheName: PREFIX + version, ignoreVary: true });
  return own ?? (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

function after(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(null), ms);
  });
}
