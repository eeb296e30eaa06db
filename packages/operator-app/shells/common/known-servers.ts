import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

interface Kept {
  /** Origins, as they were added. */
  servers: string[];
  /** The one that was opened last. */
  last: string | null;
}

/**
 * The servers of this person, in a small file: written whole, read with care, and anew before each change: another start of the
 * command may have written it.
 */
export class KnownServers {
  readonly #file: string;
  #kept: Kept;

  constructor(file: string) {
    this.#file = file;
    this.#kept = read(file);
  }

  get all(): readonly string[] {
    return this.#kept.servers;
  }

  get last(): string | null {
    return this.#kept.last;
  }

  opened(origin: string): void {
    const { servers } = read(this.#file);
    this.#keep({ servers: servers.includes(origin) ? servers : [...servers, origin], last: origin });
  }

  forget(origin: string): void {
    const kept = read(this.#file);
    const servers = kept.servers.filter((server) => server !== origin);
    this.#keep({ servers, last: kept.last === origin ? (servers.at(-1) ?? null) : kept.last });
  }

  #keep(kept: Kept): void {
    this.#kept = kept;
    mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
    const unfinished = `${this.#file}.new`;
    writeFileSync(unfinished, `${JSON.stringify(kept, null, 2)}\n`);
    renameSync(unfinished, this.#file);
  }
}

/** Whatever is not what we wrote counts as nothing: the person is asked again. */
function read(file: string): Kept {
  const nothing: Kept = { servers: [], last: null };
  let kept: unknown;
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return nothing;
  }
  if (typeof kept !== 'object' || kept === null || !('servers' in kept) || !Array.isArray(kept.servers)) return nothing;
  const servers = kept.servers.filter((server) => typeof server === 'string').filter((server) => isOrigin(server));
  const last = 'last' in kept ? kept.last : null;
  return { servers, last: servers.find((server) => server === last) ?? servers.at(-1) ?? null };
}

const isOrigin = (text: string): boolean =>
  /^https?:$/.test(URL.parse(text)?.protocol ?? '') && URL.parse(text)?.origin === text;
