/**
 * Reads what superjson has written, as far as a server of ours writes it: JSON, and beside it where a time, or a value that JSON does not
 * have, stands. The library reads far more, and a page that shows a chat would load all of it for that.
 */
const KINDS: Record<string, (value: unknown) => unknown> = {
  Date: (value) => new Date(String(value)),
  undefined: () => undefined,
  number: Number,
};

/** @param told by path, or of the value itself: `{"data.at": ["Date"]}`, `["Date"]`. @throws Error for what no server of ours sends */
export function revive(value: unknown, told: unknown): unknown {
  if (Array.isArray(told)) {
    const make = told.length === 1 ? KINDS[String(told[0])] : undefined;
    if (!make) throw new Error(`what is ${JSON.stringify(told)}?`);
    return make(value);
  }
  if (isObject(told)) for (const path in told) reviveAt(value, keysOf(path), told[path]);
  return value;
}

function reviveAt(value: unknown, [key, ...rest]: string[], told: unknown): void {
  if (!isObject(value) || key === undefined) return;
  if (rest.length > 0) reviveAt(value[key], rest, told);
  else value[key] = revive(value[key], told);
}

/** Dots part the keys; those of a key itself stand behind a backslash. */
const keysOf = (path: string): string[] =>
  (path.match(/(?:\\.|[^.\\])+/gs) ?? []).map((key) => key.replace(/\\(.)/gs, '$1'));

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
