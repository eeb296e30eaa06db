import type { ConnectionSnapshot } from '@parley/client';
import type { JSX } from 'preact';
import type { Dictionary } from '../locale/dictionary.ts';
import { usePanel } from './panel-context.ts';

const LINES: Record<ConnectionSnapshot['state'], keyof Dictionary['connection'] | null> = {
  idle: null,
  connecting: null,
  online: null,
  reconnecting: 'reconnecting',
  offline: 'offline',
  closed: null,
};

/** Stays in the page while empty: a live region speaks only when its text changes. */
export function Banner({ connection }: { connection: ConnectionSnapshot }): JSX.Element {
  const { words } = usePanel();
  const line = LINES[connection.state];
  return (
    <div class={`banner ${connection.state}`} role="status">
      {line !== null && <p>{words.connection[line]}</p>}
    </div>
  );
}
