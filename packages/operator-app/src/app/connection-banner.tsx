import './connection-banner.css';
import type { ConnectionSnapshot } from '@parley/client';
import { Button } from '../components/ui/button.tsx';
import { useClient } from '../lib/session.ts';
import { useLasting } from '../lib/use-lasting.ts';
import { useNow } from '../lib/use-now.ts';
import { useStore } from '../lib/use-store.ts';
import { strings } from './strings.ts';

/** A first connection takes less. */
const CONNECTING_MS = 2_000;

/** Says when live updates are late and why; silent while all is well. */
export function ConnectionBanner() {
  const connection = useStore(useClient().connection);
  const { state } = connection;
  const connecting = useLasting(state === 'connecting', CONNECTING_MS);
  const shown = state === 'connecting' ? connecting : state !== 'online' && state !== 'idle';
  return (
    <div role="status">
      {shown && (
        <p className="connection-banner" data-state={connection.state}>
          <Words connection={connection} />
          {connection.state === 'closed' && <Button onClick={() => location.reload()}>{strings.reload}</Button>}
        </p>
      )}
    </div>
  );
}

function Words({ connection }: { connection: ConnectionSnapshot }) {
  switch (connection.state) {
    case 'reconnecting':
      return connection.retryAt === null ? strings.reconnecting : <Countdown until={connection.retryAt} />;
    case 'offline':
      return strings.offline;
    case 'closed':
      return strings.closed[connection.reason];
    case 'connecting':
      return strings.connecting;
    case 'idle':
    case 'online':
      return null;
  }
}

/** Seconds count down for the eye alone: a screen reader hears that the connection is lost once. */
function Countdown({ until }: { until: number }) {
  const now = useNow(1_000);
  const seconds = Math.ceil((until - now.getTime()) / 1000);
  return (
    <>
      <span className="visually-hidden">{strings.reconnecting}</span>
      <span aria-hidden="true">{seconds > 0 ? strings.reconnectingIn(seconds) : strings.reconnecting}</span>
    </>
  );
}
