import './canned-replies.css';
import type { CannedReplyView } from '@parley/api/contract/talk-views';
import { LIMITS } from '@parley/api/contract/wire';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Button } from '../../../components/ui/button.tsx';
import { FormError } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { cannedQuery } from '../../../lib/canned-replies.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { useRemoveCanned } from '../api/canned.ts';
import { strings } from '../strings.ts';
import { CannedForm } from './canned-form.tsx';

/** Of a project, for those who look after it. Mount per project (`key`). */
export function CannedReplies({ projectId }: { projectId: string }) {
  const replies = useQuery(cannedQuery(useClient().api, projectId));
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <section className="canned" aria-labelledby="canned-title">
      <h2 id="canned-title" ref={title} tabIndex={-1}>
        {strings.title}
      </h2>
      <p className="canned-lead">{strings.lead('{visitor.name}', '{operator.name}')}</p>
      <FormError>{replies.isError && wordsForError(replies.error)}</FormError>
      {replies.isPending && <Skeleton rows={1} label={strings.loading} />}
      {replies.data?.length === 0 && <p>{strings.none}</p>}
      <ul>
        {replies.data?.map((reply) => (
          <CannedRow key={reply.id} {...{ projectId, reply }} onRemoved={() => title.current?.focus()} />
        ))}
      </ul>
      {replies.data &&
        (replies.data.length >= LIMITS.cannedReplies ? (
          <p className="canned-lead">{strings.full}</p>
        ) : (
          <CannedForm known={null} submitWords={strings.add} {...{ projectId }} onDone={() => undefined} />
        ))}
    </section>
  );
}

interface RowProps {
  projectId: string;
  reply: CannedReplyView;
  /** Where the focus was is no more. */
  onRemoved: () => void;
}

function CannedRow({ projectId, reply, onRemoved }: RowProps) {
  const remove = useRemoveCanned(projectId);
  const [editing, setEditing] = useState(false);
  const edit = useRef<HTMLButtonElement>(null);
  const close = () => {
    flushSync(() => setEditing(false));
    edit.current?.focus();
  };
  const removeIt = () => {
    onRemoved();
    remove.mutate(reply);
  };
  if (editing) {
    return (
      <li className="canned-row">
        <CannedForm known={reply} submitWords={strings.save} {...{ projectId }} onDone={close}>
          <Button tone="quiet" onClick={close}>
            {strings.cancel}
          </Button>
        </CannedForm>
      </li>
    );
  }
  return (
    <li className="canned-row">
      <div className="canned-what">
        <p className="truncate canned-shortcut">
          <bdi>/{reply.shortcut}</bdi>
        </p>
        <p className="canned-text" dir="auto">
          {reply.text}
        </p>
      </div>
      <Button ref={edit} onClick={() => setEditing(true)} aria-label={strings.editNamed(reply.shortcut)}>
        {strings.edit}
      </Button>
      <Button tone="danger" busy={remove.isPending} onClick={removeIt} aria-label={strings.removeNamed(reply.shortcut)}>
        {strings.remove}
      </Button>
    </li>
  );
}
