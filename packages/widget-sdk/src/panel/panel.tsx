import type { ConnectionSnapshot, Store } from '@parley/client';
import type { JSX, RefObject } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Composer } from '../chat/composer.tsx';
import { ThreadView, WaitingView } from '../chat/thread-view.tsx';
import type { Calls } from '../session/calls.ts';
import type { Session } from '../session/session.ts';
import { TROUBLE } from '../session/trouble.ts';
import type { ValueStore } from '../session/value-store.ts';
import type { Media } from '../types.ts';
import { Banner } from './banner.tsx';
import { Header } from './header.tsx';
import { usePanel } from './panel-context.ts';
import { Failure, Greeting, Skeleton } from './placeholders.tsx';
import { dialogKeys, useFullScreen, useVisibleArea } from './use-dialog.ts';
import { useStore } from './use-store.ts';

export interface Opening {
  open: boolean;
  /** A call that rings must not take the focus out of the page's own form. */
  focus: boolean;
}

interface Props {
  frame: HTMLElement;
  opening: Store<Opening>;
  session: Session;
  calls: Calls;
  connection: Store<ConnectionSnapshot>;
  draft: ValueStore<string>;
  onClose: () => void;
  onError: (error: unknown) => void;
}

export function Panel(props: Props): JSX.Element {
  const { session, calls, frame, onClose } = props;
  const { words } = usePanel();
  const { open, focus } = useStore(props.opening);
  const connection = useStore(props.connection);
  const { state, project, thread, error } = useStore(session);
  const { current } = useStore(calls);
  const full = useFullScreen();
  const panel = useRef<HTMLElement>(null);
  const input = useRef<HTMLTextAreaElement | null>(null);
  const titleId = useId();
  useVisibleArea(frame, open && full);
  useFocusOnOpen(open && focus, panel, input);
  useFocusAfterCall(current !== null, input);

  const refused = connection.state === 'closed' && connection.reason !== 'closed';
  const broken = state === 'failed' ? (error ?? 'INTERNAL') : refused ? 'FORBIDDEN' : null;
  const live = current !== null && (
    <current.View calls={calls} call={current.call} team={project?.name ?? words.chat.team} />
  );

  return (
    <section
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal={full}
      aria-labelledby={titleId}
      tabIndex={-1}
      hidden={!open}
      onKeyDown={dialogKeys(panel, full, onClose)}
    >
      <ThreadHeader {...props} titleId={titleId} canCall={broken === null && current === null && project !== null} />
      <Banner connection={connection} />
      {live}
      <CallTrouble calls={calls} />
      {broken !== null ? (
        <Failure code={broken} onRetry={state === 'failed' ? () => session.restart() : null} />
      ) : (
        <Body {...props} visible={open} />
      )}
      {broken === null && (
        <Composer
          draft={props.draft}
          input={input}
          onSend={(text) => session.send(text)}
          onTyping={(typing) => thread?.setTyping(typing)}
        />
      )}
    </section>
  );
}

function Body({ session, visible, onError }: Props & { visible: boolean }): JSX.Element {
  const { state, thread, waiting } = useStore(session);
  if (thread !== null) return <LiveBody thread={thread} session={session} visible={visible} onError={onError} />;
  if (waiting.length > 0) return <WaitingView items={waiting} session={session} />;
  return state === 'starting' ? <Skeleton /> : <Greeting />;
}

function LiveBody(props: Parameters<typeof ThreadView>[0]): JSX.Element {
  const { state, items, error } = useStore(props.thread);
  if (state === 'error') return <Failure code={error ?? 'INTERNAL'} onRetry={null} />;
  if (state === 'loading' && items.length === 0) return <Skeleton />;
  return items.length === 0 ? <Greeting /> : <ThreadView {...props} />;
}

interface HeaderProps extends Props {
  titleId: string;
  canCall: boolean;
}

function ThreadHeader(props: HeaderProps): JSX.Element {
  const { thread } = useStore(props.session);
  return thread === null ? <PlainHeader {...props} /> : <LiveHeader {...props} thread={thread} />;
}

function LiveHeader(props: HeaderProps & { thread: Parameters<typeof ThreadView>[0]['thread'] }): JSX.Element {
  const { assignee, peerOnline } = useStore(props.thread);
  return <PlainHeader {...props} operator={assignee?.name ?? null} peerOnline={peerOnline} />;
}

function PlainHeader(props: HeaderProps & { operator?: string | null; peerOnline?: boolean }): JSX.Element {
  const { project } = useStore(props.session);
  return (
    <Header
      titleId={props.titleId}
      project={project?.name ?? null}
      operator={props.operator ?? null}
      online={props.peerOnline ?? project?.online ?? false}
      canCall={props.canCall}
      onCall={(media: Media) => void props.calls.start(media)}
      onClose={props.onClose}
    />
  );
}

/** Why a call did not even begin. */
function CallTrouble({ calls }: { calls: Calls }): JSX.Element | null {
  const { words } = usePanel();
  const { error } = useStore(calls);
  if (error === null) return null;
  return (
    <div class="call-trouble" role="alert">
      <p>{words.trouble[TROUBLE[error]]}</p>
      <button type="button" class="link" onClick={() => calls.dismiss()}>
        {words.call.done}
      </button>
    </div>
  );
}

/** On touch screens the field would bring the keyboard up over what the visitor came to see. */
function useFocusOnOpen(
  wanted: boolean,
  panel: RefObject<HTMLElement | null>,
  input: RefObject<HTMLTextAreaElement | null>,
): void {
  useEffect(() => {
    if (!wanted) return;
    const touch = matchMedia('(pointer: coarse)').matches;
    (touch ? panel.current : (input.current ?? panel.current))?.focus({ preventScroll: true });
  }, [wanted, panel, input]);
}

/** The button that was pressed last has gone with the call; a focus elsewhere on the page is left alone. */
function useFocusAfterCall(inCall: boolean, input: RefObject<HTMLTextAreaElement | null>): void {
  const wasInCall = useRef(false);
  useEffect(() => {
    if (wasInCall.current && !inCall && document.activeElement === document.body) input.current?.focus();
    wasInCall.current = inCall;
  }, [inCall, input]);
}
