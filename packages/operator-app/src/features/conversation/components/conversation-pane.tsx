import './conversation-pane.css';
import type { ConversationView } from '@parley/api/contract/views';
import { type Thread, type ThreadSnapshot, parleyErrorOf } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Icon } from '../../../components/ui/icon.tsx';
import { Skeleton, StateScreen } from '../../../components/ui/state-screen.tsx';
import { wordsForCode, wordsForError } from '../../../lib/error-words.ts';
import { useHotkeys } from '../../../lib/hotkeys.ts';
import { useMediaQuery } from '../../../lib/media.ts';
import { useClient } from '../../../lib/session.ts';
import { useResource } from '../../../lib/use-resource.ts';
import { useStore } from '../../../lib/use-store.ts';
import { conversationQuery, useAssign, useSetStatus } from '../api/conversation.ts';
import { fileStrings } from '../files/file-strings.ts';
import { useAttaching } from '../files/use-attaching.ts';
import { useFileDrop } from '../files/use-file-drop.ts';
import { strings } from '../strings.ts';
import type { DraftKind } from '../use-draft.ts';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { DetailsPanel } from './details-panel.tsx';
import type { CallItem } from './thread-item.tsx';
import { ThreadView } from './thread-view.tsx';
import { TypingLine } from './typing-line.tsx';

interface ConversationPaneProps {
  conversationId: string;
  /** The fresher view of it that the inbox has, when it has one. */
  known: ConversationView | null;
  meId: string;
  /** Leaves the conversation: Escape. */
  onLeave: () => void;
  callButton: (conversation: ConversationView) => ReactNode;
  /** What may be done with all that is known of the visitor. */
  visitorData: (conversation: ConversationView) => ReactNode;
  /** A call in the thread. */
  callLine: (item: CallItem, conversation: ConversationView, snapshot: ThreadSnapshot) => ReactNode;
}

/** Mount per conversation (`key`). */
export function ConversationPane(props: ConversationPaneProps) {
  const { conversationId, known, meId, onLeave, callButton, visitorData, callLine } = props;
  const client = useClient();
  const query = useQuery(conversationQuery(client.api, conversationId));
  const thread = useResource(useCallback(() => client.thread(conversationId), [client, conversationId]));
  const conversation = known ?? query.data;
  const missing = query.isError && parleyErrorOf(query.error).code === 'NOT_FOUND';
  // It may have left the list because it was erased: then nothing of it may stay on the screen.
  const { refetch } = query;
  const isListed = known !== null;
  useEffect(() => {
    if (!isListed) void refetch();
  }, [isListed, refetch]);
  if (query.isError && (!conversation || (missing && !isListed))) {
    return (
      <StateScreen icon="alert" title={missing ? strings.notFound : strings.error} alert>
        <p>{missing ? strings.notFoundText : wordsForError(query.error)}</p>
      </StateScreen>
    );
  }
  if (!conversation || !thread) return <Skeleton rows={5} label={strings.loading} />;
  return (
    <OpenConversation
      {...{ thread, conversation, meId, onLeave }}
      callButton={callButton(conversation)}
      visitorData={visitorData(conversation)}
      callLine={(item, snapshot) => callLine(item, conversation, snapshot)}
    />
  );
}

interface OpenConversationProps {
  thread: Thread;
  conversation: ConversationView;
  meId: string;
  onLeave: () => void;
  callButton: ReactNode;
  visitorData: ReactNode;
  callLine: (item: CallItem, snapshot: ThreadSnapshot) => ReactNode;
}

function OpenConversation(props: OpenConversationProps) {
  const { thread, conversation, meId, onLeave, callButton, visitorData, callLine } = props;
  const snapshot = useStore(thread);
  const assign = useAssign(conversation.id);
  const setStatus = useSetStatus(conversation.id);
  const [kind, setKind] = useState<DraftKind>('reply');
  const wide = useMediaQuery('(min-width: 1240px)');
  const [details, setDetails] = useState(wide);
  const input = useRef<HTMLTextAreaElement>(null);
  const pane = useRef<HTMLDivElement>(null);

  const attaching = useAttaching(thread);
  const drop = useFileDrop((files) => {
    // Notes have none: whoever drops one means to reply.
    setKind('reply');
    attaching.attach(files);
  });

  const write = (next: DraftKind) => {
    // The editor of the other kind must be there before the next key is pressed.
    flushSync(() => setKind(next));
    input.current?.focus();
  };
  useHotkeys({
    r: () => write('reply'),
    n: () => write('note'),
    a: () => assign.mutate(meId),
    e: () => setStatus.mutate(snapshot.status === 'closed' ? 'open' : 'closed'),
    Escape: () => (details && !wide ? setDetails(false) : onLeave()),
  });
  if (snapshot.state === 'error') {
    return (
      <StateScreen icon="alert" title={strings.error} alert>
        <p>{snapshot.error && wordsForCode(snapshot.error)}</p>
      </StateScreen>
    );
  }
  return (
    <div className="conversation-pane" ref={pane} tabIndex={-1}>
      <div className="conversation-main" {...drop.handlers}>
        <ConversationHeader
          {...{ conversation, snapshot, meId, callButton }}
          detailsShown={details}
          onDetails={() => setDetails(!details)}
          onAssign={(operatorId) => assign.mutate(operatorId)}
          onStatus={(status) => setStatus.mutate(status)}
        />
        {snapshot.state === 'loading' && snapshot.items.length === 0 ? (
          <Skeleton rows={5} label={strings.loading} />
        ) : (
          // While it loads there may be words of ours that wait to be sent. A new key once it is there: what is unread is known then.
          <ThreadView
            key={snapshot.state}
            {...{ thread, snapshot, callLine }}
            visitorName={conversation.visitor.name}
          />
        )}
        <TypingLine typing={snapshot.typing} visitorName={conversation.visitor.name} />
        <Composer {...{ thread, kind, input, attaching }} onKind={setKind} onEscape={() => pane.current?.focus()} />
        {drop.over && (
          <p className="drop-target">
            <Icon name="clip" size={24} />
            {fileStrings.drop}
          </p>
        )}
      </div>
      {details && (
        <DetailsPanel conversation={conversation} onClose={() => setDetails(false)}>
          {visitorData}
        </DetailsPanel>
      )}
    </div>
  );
}
