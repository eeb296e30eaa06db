/** What stays of the end: the ending, and what tells `…(1).pdf` from `…(2).pdf`. */
const TAIL = 10;

/** Shortened in the middle where there is no room; its direction is its own. */
export function FileName({ name }: { name: string }) {
  const cut = Math.max(0, name.length - TAIL);
  return (
    <bdi className="file-name" title={name}>
      <span className="visually-hidden">{name}</span>
      <span className="file-stem" aria-hidden="true">
        {name.slice(0, cut)}
      </span>
      <span className="file-tail" aria-hidden="true">
        {name.slice(cut)}
      </span>
    </bdi>
  );
}
