import { createOperatorClient, createVisitorClient, type Call } from '../../../packages/client/src/index.ts';
import { benchOf, type Device, type Open, type Seat } from './bench.ts';

/** Our client, as the widget and the operator app use it. */
const open: Open = (seat, onRing) => (seat.side === 'caller' ? openVisitor(seat) : openOperator(seat, onRing));

async function openVisitor({ projectKey }: Seat): Promise<Device> {
  const client = createVisitorClient({ serverUrl: location.origin, projectKey });
  await client.start();
  const conversationId = await client.openConversation();
  let call: Call | null = null;
  return {
    ring: () => {
      call = client.startCall(conversationId, 'audio');
    },
    accept: () => undefined,
    end: async () => call?.hangUp(),
  };
}

async function openOperator({ sessionToken, projectId }: Seat, onRing: () => void): Promise<Device> {
  const client = createOperatorClient({ serverUrl: location.origin, sessionToken });
  const inbox = client.inbox(projectId);
  let call: Call | null = null;
  inbox.subscribe(() => {
    const [ringing] = inbox.getSnapshot().ringing;
    if (ringing === undefined || call !== null) return;
    call = client.call(ringing.callId);
    onRing();
  });
  await new Promise<void>((resolve) => {
    const look = (): void => {
      if (inbox.getSnapshot().state === 'ready') resolve();
    };
    inbox.subscribe(look);
    look();
  });
  return {
    ring: () => undefined,
    accept: () => void call?.accept('audio'),
    end: async () => undefined,
  };
}

Object.assign(globalThis, { bench: benchOf(open) });
