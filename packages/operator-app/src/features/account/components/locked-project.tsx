import './entry.css';
import './security.css';
import type { ProjectView } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, TextField } from '../../../components/ui/field.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { useClient } from '../../../lib/session.ts';
import { securityQuery, useLookAtProjects, useProve } from '../api/security.ts';
import { useSignOut } from '../api/sessions.ts';
import { CODE_INPUT, wordsForCodeError } from '../code-input.ts';
import { strings } from '../strings.ts';
import { SecondFactor } from './second-factor.tsx';

interface Props {
  project: ProjectView;
  /** One that is open to this session, to go back to. */
  open: ProjectView | undefined;
  onOpen: (projectId: string) => void;
}

/** In the place of a project that demands a second factor, until this session has shown one. */
export function LockedProject({ project, open, onOpen }: Props) {
  const security = useQuery(securityQuery(useClient().api));
  const signOut = useSignOut();
  return (
    <div className="entry-card lone-card locked-card">
      <header className="locked-head">
        <Icon name="lock" size={26} />
        <h1>{strings.lockedTitle(project.name)}</h1>
      </header>
      <FormError>{security.isError && wordsForError(security.error)}</FormError>
      {security.isPending && <Skeleton rows={2} label={strings.loading} />}
      {security.data && <Way hasFactor={security.data.secondFactor} />}
      <div className="security-actions locked-back">
        {open && <Button onClick={() => onOpen(open.id)}>{strings.lockedBack(open.name)}</Button>}
        <Button tone="quiet" busy={signOut.isPending} onClick={() => signOut.mutate()}>
          {strings.signOut}
        </Button>
      </div>
    </div>
  );
}

/** As it was when it opened: the recovery codes of a factor that is new stay until they are kept. */
function Way({ hasFactor }: { hasFactor: boolean }) {
  const [had] = useState(hasFactor);
  return (
    <>
      <p className="entry-lead">{had ? strings.lockedCode : strings.lockedLead}</p>
      {had ? <ShowCode /> : <SecondFactor />}
    </>
  );
}

function ShowCode() {
  const prove = useProve();
  const lookAtProjects = useLookAtProjects();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = fieldOf(new FormData(event.currentTarget), 'code').trim();
    prove.mutate({ code }, { onSuccess: () => void lookAtProjects() });
  };
  return (
    <form className="entry-form" onSubmit={submit}>
      <TextField label={strings.code} hint={strings.codeHint} name="code" {...CODE_INPUT} required autoFocus />
      <FormError>{prove.isError && wordsForCodeError(prove.error)}</FormError>
      <Button type="submit" tone="primary" busy={prove.isPending}>
        {strings.lockedShow}
      </Button>
    </form>
  );
}
