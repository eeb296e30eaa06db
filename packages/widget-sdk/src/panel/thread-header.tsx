import type { Thread } from '@parley/client';
import type { JSX } from 'preact';
import type { Calls } from '../session/calls.ts';
import type { Checks } from '../session/checks.ts';
import type { Session } from '../session/session.ts';
import { Header } from './header.tsx';
import { useStore } from './use-store.ts';

interface Props {
  session: Session;
  calls: Calls;
  checks: Checks;
  titleId: string;
  canCall: boolean;
  onClose: () => void;
}

/** Whom the visitor talks to: the operator as soon as there is one. */
export function ThreadHeader(props: Props): JSX.Element {
  const { thread } = useStore(props.session);
  return thread === null ? <PlainHeader {...props} /> : <LiveHeader {...props} thread={thread} />;
}

function LiveHeader(props: Props & { thread: Thread }): JSX.Element {
  const { assignee, peerOnline } = useStore(props.thread);
  return <PlainHeader {...props} operator={assignee?.name ?? null} peerOnline={peerOnline} />;
}

function PlainHeader(props: Props & { operator?: string | null; peerOnline?: boolean }): JSX.Element {
  const { project } = useStore(props.session);
  return (
    <Header
      titleId={props.titleId}
      project={project?.name ?? null}
      operator={props.operator ?? null}
      online={props.peerOnline ?? project?.online ?? false}
      canCall={props.canCall}
      onCall={(media) => void props.calls.start(media)}
      onCheck={() => void props.checks.open('audio')}
      onClose={props.onClose}
    />
  );
}
