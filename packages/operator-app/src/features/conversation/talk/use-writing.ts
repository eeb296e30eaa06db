import { LIMITS } from '@parley/api/contract/wire';
import type { Thread } from '@parley/client';
import { useState } from 'react';
import { announce } from '../../../lib/announcer.ts';
import type { Attaching } from '../files/use-attaching.ts';
import { mentionedIn } from '../suggest/mention-parts.ts';
import { usePeople } from '../suggest/use-suggestions.ts';
import { useDraft } from '../use-draft.ts';
import { talkStrings } from '../talk-strings.ts';
import { changeMessage } from './change-message.ts';
import type { Composing } from './use-composing.ts';

interface Options {
  thread: Thread;
  composing: Composing;
  attaching: Attaching;
  projectId: string;
}

/** The text in the field, and what becomes of it. Mount per kind, and per message that is edited (`key`). */
export function useWriting({ thread, composing, attaching, projectId }: Options) {
  const { kind, editing, replyTo } = composing;
  const [draft, setDraft] = useDraft(thread.conversationId, kind);
  const [edited, setEdited] = useState(editing?.text ?? '');
  const text = editing ? edited : draft;
  const people = usePeople(projectId, kind === 'note' && text.includes('@'));
  const left = LIMITS.messageChars - text.length;
  // Notes have no files, and those of a message stay as they are: what is attached waits for the reply.
  const files = kind === 'reply' && !editing ? attaching.items : [];
  // One that has failed is to be seen to first: without it the message is another one.
  const filesFit = files.every(({ upload }) => upload?.state !== 'failed');
  const saysSomething = text.trim() !== '' || (editing?.attachments ?? files).length > 0;
  const sendable = saysSomething && left >= 0 && filesFit;

  const change = (next: string) => {
    if (editing) return setEdited(next);
    setDraft(next);
    if (kind === 'reply') thread.setTyping(next !== '');
  };
  const send = () => {
    if (editing) {
      if (text !== editing.text) changeMessage(thread, editing, { type: 'edit', text });
      return composing.stopEditing();
    }
    const ids = files.map(({ id }) => id);
    const answered = replyTo === '' ? {} : { replyTo };
    // It need not wait for them, but must not seem to have called anybody.
    if (kind === 'note' && people === null && text.includes('@')) announce(talkStrings.nobodyCalled, 'error');
    const { acknowledged } =
      kind === 'note' ? thread.addNote(text, mentionedIn(text, people ?? [])) : thread.send(text, ids, answered);
    // How it went shows in the thread itself (queued, sent, failed with retry), so the promise needs no second witness.
    acknowledged.catch(() => undefined);
    setDraft('');
    if (kind === 'reply') {
      thread.setTyping(false);
      composing.stopAnswering();
    }
  };
  return { text, people: people ?? [], left, files, sendable, change, send };
}
