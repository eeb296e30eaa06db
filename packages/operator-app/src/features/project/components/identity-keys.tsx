import { isAdmin } from '@parley/api/contract/roles';
import type { IdentityKeyView, ProjectView } from '@parley/api/contract/views';
import { LIMITS } from '@parley/api/contract/wire';
import { parleyErrorOf } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextArea, TextField } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { useClient } from '../../../lib/session.ts';
import { identityKeysQuery, useMakeIdentityKey, useRevokeIdentityKey } from '../api/identity-keys.ts';
import { identityStrings as strings } from '../identity-strings.ts';
import { NewKey } from './new-key.tsx';

/** Only owners and admins are told of them. */
export function IdentityKeys({ project }: { project: ProjectView }) {
  return isAdmin(project.role) ? <Keys key={project.id} project={project} /> : null;
}

function Keys({ project }: { project: ProjectView }) {
  const keys = useQuery(identityKeysQuery(useClient().api, project.id));
  return (
    <section className="identity-keys" aria-labelledby="identity-keys-title">
      <h2 id="identity-keys-title">{strings.title}</h2>
      <p className="project-lead">{strings.lead}</p>
      <FormError>{keys.isError && wordsForError(keys.error)}</FormError>
      {keys.isPending && <Skeleton rows={1} label={strings.loading} />}
      {keys.data?.length === 0 && <p>{strings.none}</p>}
      <ul className="identity-key-list">
        {keys.data?.map((key) => (
          <KeyRow key={key.id} projectId={project.id} identityKey={key} />
        ))}
      </ul>
      {keys.data && <MakeKey project={project} isFull={keys.data.length >= LIMITS.identityKeys} />}
    </section>
  );
}

function KeyRow({ projectId, identityKey }: { projectId: string; identityKey: IdentityKeyView }) {
  const { id, name, algorithm, createdAt } = identityKey;
  const revoke = useRevokeIdentityKey(projectId);
  return (
    <li className="identity-key">
      <div className="identity-key-what">
        <p className="truncate">{name}</p>
        <p className="project-lead">
          {algorithm} · {strings.made(fullTime(createdAt))}
        </p>
        <p className="project-lead">
          {strings.keyId}: <code>{id}</code>
        </p>
      </div>
      <Button busy={revoke.isPending} onClick={() => revoke.mutate(id)} aria-label={strings.revokeFor(name)}>
        {strings.revoke}
      </Button>
    </li>
  );
}

function MakeKey({ project, isFull }: { project: ProjectView; isFull: boolean }) {
  const make = useMakeIdentityKey(project.id);
  const [isShown, setShown] = useState(false);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const publicKey = fieldOf(data, 'publicKey').trim();
    const input = { name: fieldOf(data, 'name').trim(), ...(publicKey && { publicKey }) };
    make.mutate(input, {
      onSuccess: ({ privateKey }) => {
        form.reset();
        setShown(privateKey !== null);
      },
    });
  };
  if (isShown && make.data) {
    const hide = () => {
      setShown(false);
      // Not even in memory any longer than it is looked at.
      make.reset();
    };
    return <NewKey made={make.data} audience={project.key} onDone={hide} />;
  }
  if (isFull) return <p className="project-lead">{strings.full}</p>;
  const isWrong = make.isError && parleyErrorOf(make.error).code === 'INVALID_INPUT';
  return (
    <form className="project-form" onSubmit={submit}>
      <TextField
        label={strings.name}
        name="name"
        placeholder={strings.namePlaceholder}
        maxLength={LIMITS.nameChars}
        pattern=".*\S.*"
        autoComplete="off"
        required
      />
      <TextArea
        label={strings.publicKey}
        hint={strings.publicKeyHint}
        error={isWrong ? strings.wrongKey : null}
        name="publicKey"
        rows={3}
        spellCheck={false}
      />
      <FormError>{make.isError && !isWrong && wordsForError(make.error)}</FormError>
      <Button type="submit" tone="primary" busy={make.isPending}>
        {strings.make}
      </Button>
    </form>
  );
}
