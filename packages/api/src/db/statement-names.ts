/** Distinct texts at most. A list is one parameter, an array: with one for each of its items every length is a text of its own. */
const KNOWN = 256;
/** What is asked that often will be asked again. */
const USES = 3;

const uses = new Map<string, number>();
const names = new Map<string, string>();

/**
 * A name under which each connection keeps the statement prepared, for those that come again and again: to plan the
 * append takes twice as long as to run it for one message. Such a statement names its columns: one with a `*` would fail
 * on its connection for ever once a migration has added a column.
 */
export function statementName(text: string): string | undefined {
  const name = names.get(text);
  if (name !== undefined || names.size >= KNOWN) return name;
  const count = (uses.get(text) ?? 0) + 1;
  uses.delete(text);
  if (count < USES) {
    uses.set(text, count);
    const [oldest] = uses.keys();
    if (uses.size > KNOWN && oldest !== undefined) uses.delete(oldest);
    return undefined;
  }
  const fresh = `parley_${names.size}`;
  names.set(text, fresh);
  return fresh;
}
