import './conversation-pane.css';
import type { ConversationView } from '@parley/api/contract/views';
import { type Thread, type ThreadSnapshot, parleyErrorOf } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Icon } from '../../../components/ui/icon.tsx';
import { Skeleton, StateScreen } from '../../../components/ui/state-screen.tsx';
import { wordsForCode, wordsForError } from '../../../lib/error-words.ts';
import { useCommands } from '../../../lib/commands/use-commands.ts';
import { useMediaQuery } from '../../../lib/media.ts';
import { useClient } from '../../../lib/session.ts';
import { useResource } from '../../../lib/use-resource.ts';
import { useStore } from '../../../lib/use-store.ts';
import { conversationQuery, useAssign, useSetStatus } from '../api/conversation.ts';
import { fileStrings } from '../files/file-strings.ts';
import { useAttaching } from '../files/use-attaching.ts';
import { useFileDrop } from '../files/use-file-drop.ts';
import { strings } from '../strings.ts';
import type { Cast } from '../talk/message-acts.ts';
import { MessageActsContext } from '../talk/message-acts.ts';
import { lastEditable, type Rules } from '../talk/message-rules.ts';
import { useActing } from '../talk/use-acting.ts';
import { useComposing } from '../talk/use-composing.ts';
import { useLooking } from '../talk/use-looking.ts';
import { Composer } from './composer.tsx';
import { ConversationHeader } from './conversation-header.tsx';
import { DetailsPanel } from './details-panel.tsx';
import { MessageDialogs } from './message-dialogs.tsx';
import type { CallItem } from './thread-item.tsx';
import { ThreadView } from './thread-view.tsx';
import { TypingLine } from './typing-line.tsx';

interface ConversationPaneProps {
  conversationId: string;
  /** The fresher view of it that the inbox has, when it has one. */
  known: ConversationView | null;
  me: Cast['me'];
  /** By which messages of that project are edited and deleted. */
  rulesOf: (projectId: string) => Rules;
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
  const { conversationId, known, me, rulesOf, onLeave, callButton, visitorData, callLine } = props;
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
      {...{ thread, conversation, me, onLeave }}
      rules={rulesOf(conversation.projectId)}
      callButton={callButton(conversation)}
      visitorData={visitorData(conversation)}
      callLine={(item, snapshot) => callLine(item, conversation, snapshot)}
    />
  );
}

interface OpenConversationProps {
  thread: Thread;
  conversation: ConversationView;
  me: Cast['me'];
  rules: Rules;
  onLeave: () => void;
  callButton: ReactNode;
  visitorData: ReactNode;
  callLine: (item: CallItem, snapshot: ThreadSnapshot) => ReactNode;
}

function OpenConversation(props: OpenConversationProps) {
  const { thread, conversation, me, rules, onLeave, callButton, visitorData, callLine } = props;
  const meId = me.id;
  const snapshot = useStore(thread);
  const assign = useAssign(conversation.id, snapshot.assignee);
  const setStatus = useSetStatus(conversation.id, snapshot.status);
  const wide = useMediaQuery('(min-width: 1240px)');
  const [details, setDetails] = useState(wide);
  const input = useRef<HTMLTextAreaElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const composing = useComposing(conversation.id, input);
  const cast = { me, visitorName: conversation.visitor.name, projectId: conversation.projectId };
  const { acts, asked, close, remove } = useActing(thread, composing, { cast, rules });
  useLooking(thread);

  const attaching = useAttaching(thread);
  const drop = useFileDrop((files) => {
    // Notes have none: whoever drops one means to reply.
    composing.setKind('reply');
    attaching.attach(files);
  });

  const editLast = () => {
    const last = lastEditable(snapshot.items, rules);
    if (last) composing.edit(last);
  };
  const { status, assignee } = snapshot;
  const toggleDetails = () => setDetails(!details);
  useCommands({
    reply: () => composing.write('reply'),
    note: () => composing.write('note'),
    edit: lastEditable(snapshot.items, rules) !== null && editLast,
    assignMe: assignee?.id !== meId && (() => assign(meId)),
    unassign: assignee !== null && (() => assign(null)),
    close: () => setStatus(status === 'closed' ? 'open' : 'closed'),
    snooze: status === 'open' && (() => setStatus('snoozed')),
    details: toggleDetails,
    leave: () => (details && !wide ? setDetails(false) : onLeave()),
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
          onDetails={toggleDetails}
          onAssign={assign}
          onStatus={setStatus}
        />
        {snapshot.state === 'loading' && !snapshot.isKept && snapshot.items.length === 0 ? (
          <Skeleton rows={5} label={strings.loading} />
        ) : (
          // While it loads there may be words of ours that wait to be sent. A new key once it is there: what is unread is known then.
          <MessageActsContext value={acts}>
            <ThreadView
              key={snapshot.isKept ? 'ready' : snapshot.state}
              {...{ thread, snapshot, callLine }}
              visitorName={conversation.visitor.name}
              onLeave={() => input.current?.focus()}
            />
          </MessageActsContext>
        )}
        <TypingLine {...{ snapshot }} visitorName={conversation.visitor.name} />
        <Composer
          {...{ thread, composing, cast, input, attaching }}
          items={snapshot.items}
          onEditLast={editLast}
          onEscape={() => pane.current?.focus()}
        />
        {drop.over && (
          <p className="drop-target">
            <Icon name="clip" size={24} />
            {fileStrings.drop}
          </p>
        )}
      </div>
      <MessageDialogs conversationId={conversation.id} {...{ asked, cast }} onClose={close} onDelete={remove} />
      {details && (
        <DetailsPanel conversation={conversation} onClose={() => setDetails(false)}>
          {visitorData}
        </DetailsPanel>
      )}
    </div>
  );
}
