import type { JSX } from 'preact';

/** What stays of the end: the ending, and what tells `…(1).pdf` from `…(2).pdf`. */
const TAIL = 10;

/** Shortened in the middle where there is no room; its direction is its own. */
export function FileName({ name }: { name: string }): JSX.Element {
  const cut = Math.max(0, name.length - TAIL);
  return (
    <bdi class="file-name" title={name}>
      <span class="unseen">{name}</span>
      <span class="file-stem" aria-hidden="true">
        {name.slice(0, cut)}
      </span>
      <span class="file-tail" aria-hidden="true">
        {name.slice(cut)}
      </span>
    </bdi>
  );
}
