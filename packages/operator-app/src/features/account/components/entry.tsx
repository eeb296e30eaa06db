import './entry.css';
import { type AnonymousClient, createAnonymousClient } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { StateScreen } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { forgetLink, tokenOf } from '../../../lib/link-token.ts';
import { useResource } from '../../../lib/use-resource.ts';
import { firstRunQuery } from '../api/enter.ts';
import { strings } from '../strings.ts';
import { LanguageField } from './language-field.tsx';
import { ResetForm } from './reset-form.tsx';
import { RegisterForm } from './register-form.tsx';
import { SignInForm } from './sign-in-form.tsx';

/** Everything a person without a session sees: the first account, sign in, or a further account. */
export function Entry({ serverUrl, ended }: { serverUrl: string; ended: boolean }) {
  const client = useResource(useCallback(() => createAnonymousClient({ serverUrl }), [serverUrl]));
  return (
    <main className="entry">
      <div className="entry-card">
        <p className="entry-brand">
          <img src="/parley.svg" alt="" width="28" height="28" />
          Parley
        </p>
        {client ? <EntryForms api={client.api} ended={ended} /> : <p role="status">{strings.loading}</p>}
      </div>
      <LanguageField />
    </main>
  );
}

function EntryForms({ api, ended }: { api: AnonymousClient['api']; ended: boolean }) {
  const firstRun = useQuery(firstRunQuery(api));
  const [resetToken, setResetToken] = useState(() => tokenOf('reset'));
  const [isReset, setIsReset] = useState(false);
  const leaveReset = (done: boolean) => {
    forgetLink();
    setResetToken(null);
    setIsReset(done);
  };
  const [wantsAccount, setWantsAccount] = useState(false);
  if (firstRun.isPending) return <p role="status">{strings.loading}</p>;
  if (firstRun.isError) {
    return (
      <StateScreen icon="alert" title={strings.unreachable} alert>
        <p>{wordsForError(firstRun.error)}</p>
        <Button tone="primary" busy={firstRun.isFetching} onClick={() => void firstRun.refetch()}>
          {strings.retry}
        </Button>
      </StateScreen>
    );
  }
  if (resetToken !== null) {
    const done = () => leaveReset(true);
    return <ResetForm api={api} token={resetToken} onDone={done} onLeave={() => leaveReset(false)} />;
  }
  if (firstRun.data.firstRun) return <RegisterForm api={api} title={strings.welcome} lead={strings.firstRun} />;
  const invitation = tokenOf('join');
  const notice = isReset ? strings.resetDone : invitation === null ? (ended ? strings.ended : null) : strings.joinFirst;
  // By invitation, and without one: there is nothing to fill in.
  if (firstRun.data.registration === 'invited' && invitation === null) {
    return (
      <>
        <SignInForm api={api} notice={notice} />
        <p className="entry-lead">{strings.byInvitation}</p>
      </>
    );
  }
  return (
    <>
      {wantsAccount ? (
        <RegisterForm api={api} title={strings.registerTitle} lead={strings.registerLead} />
      ) : (
        <SignInForm api={api} notice={notice} />
      )}
      <Button tone="quiet" onClick={() => setWantsAccount(!wantsAccount)}>
        {wantsAccount ? strings.toSignIn : strings.toRegister}
      </Button>
    </>
  );
}
