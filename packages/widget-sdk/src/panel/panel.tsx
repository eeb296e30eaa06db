import type { ConnectionSnapshot, Store } from '@parley/client';
import type { JSX } from 'preact';
import { useCallback, useId, useRef } from 'preact/hooks';
import { Composer } from '../chat/composer.tsx';
import { ThreadView, WaitingView } from '../chat/thread-view.tsx';
import { focusBeside } from '../files/chip-focus.ts';
import { useAttaching } from '../files/use-attaching.ts';
import { useDrop } from '../files/use-drop.ts';
import { useFilesView } from '../files/use-files-view.ts';
import type { Calls } from '../session/calls.ts';
import type { Checks } from '../session/checks.ts';
import type { Session } from '../session/session.ts';
import type { ValueStore } from '../session/value-store.ts';
import type { Media } from '../types.ts';
import { Banner } from './banner.tsx';
import { CallNotices } from './call-notices.tsx';
import { usePanel } from './panel-context.ts';
import { Failure, Greeting, Skeleton } from './placeholders.tsx';
import { ThreadHeader } from './thread-header.tsx';
import { dialogKeys, useFullScreen, useNothingOver, useVisibleArea } from './use-dialog.ts';
import { focusQuietly, useFocusAfterCover, useFocusOnOpen } from './use-focus.ts';
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
  checks: Checks;
  connection: Store<ConnectionSnapshot>;
  draft: ValueStore<string>;
  onClose: () => void;
  onError: (error: unknown) => void;
}

function refusalOf(connection: ConnectionSnapshot): 'SUSPENDED' | 'FORBIDDEN' | null {
  if (connection.state !== 'closed' || connection.reason === 'closed') return null;
  return connection.reason === 'suspended' ? 'SUSPENDED' : 'FORBIDDEN';
}

export function Panel(props: Props): JSX.Element {
  const { session, calls, checks, frame, onClose } = props;
  const { words } = usePanel();
  const { open, focus } = useStore(props.opening);
  const connection = useStore(props.connection);
  const { state, project, thread, error } = useStore(session);
  const { current } = useStore(calls);
  const check = useStore(checks).current;
  const full = useFullScreen();
  const panel = useRef<HTMLElement>(null);
  const input = useRef<HTMLTextAreaElement | null>(null);
  const titleId = useId();
  useVisibleArea(frame, open && full);
  useFocusOnOpen(open && focus, panel, input);
  useFocusAfterCover(current !== null || check !== null, panel, input);

  const broken = state === 'failed' ? (error ?? 'INTERNAL') : refusalOf(connection);
  const canCall = broken === null && current === null && project !== null;
  const previewed = project?.previewsTyping === true;
  const attaching = useAttaching(session);
  const drop = useDrop(broken === null, attaching.attach);
  const files = useFilesView(drop.over);
  useNothingOver(panel, current !== null);
  const callBack = useCallback((media: Media) => void calls.startAnyway(media), [calls]);

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
      {...drop.handlers}
    >
      <ThreadHeader {...props} titleId={titleId} canCall={canCall} />
      <Banner connection={connection} />
      {current !== null && <current.View calls={calls} call={current.call} team={project?.name ?? words.chat.team} />}
      {open && check !== null && current === null && (
        <check.View {...{ checks, calls }} words={check.words} media={check.media} />
      )}
      <CallNotices calls={calls} input={input} />
      {broken !== null ? (
        <Failure code={broken} onRetry={state === 'failed' ? () => session.restart() : null} />
      ) : (
        <Body {...props} visible={open} onCallBack={canCall ? callBack : null} />
      )}
      {broken === null && (
        <Composer
          draft={props.draft}
          input={input}
          attaching={attaching}
          previewed={previewed}
          onSend={(text) => session.send(text, attaching.items)}
          onTyping={(typing) => thread?.setTyping(typing, previewed ? props.draft.getSnapshot() : undefined)}
          onRemove={(id, chip) => {
            if (!focusBeside(chip)) focusQuietly(panel, input);
            session.detach(id);
          }}
          onRetry={(id) => session.retryUpload(id)}
        />
      )}
      {drop.over && files !== null && <files.DropTarget />}
    </section>
  );
}

interface BodyProps extends Props {
  visible: boolean;
  onCallBack: ((media: Media) => void) | null;
}

function Body({ session, visible, onCallBack, onError }: BodyProps): JSX.Element {
  const { state, thread, waiting } = useStore(session);
  if (thread !== null) return <LiveBody {...{ thread, session, visible, onCallBack, onError }} />;
  if (waiting.length > 0) return <WaitingView items={waiting} session={session} />;
  return state === 'starting' ? <Skeleton /> : <Greeting />;
}

function LiveBody(props: Parameters<typeof ThreadView>[0]): JSX.Element {
  const { state, items, error } = useStore(props.thread);
  if (state === 'error') return <Failure code={error ?? 'INTERNAL'} onRetry={null} />;
  if (state === 'loading' && items.length === 0) return <Skeleton />;
  return items.length === 0 ? <Greeting /> : <ThreadView {...props} />;
}
