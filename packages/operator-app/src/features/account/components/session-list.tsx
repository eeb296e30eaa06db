import './session-list.css';
import type { SessionView } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { Button } from '../../../components/ui/button.tsx';
import { FormError } from '../../../components/ui/field.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { deviceName } from '../../../lib/device-name.ts';
import { wordsForError } from '../../../lib/error-words.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { useClient } from '../../../lib/session.ts';
import { sessionsQuery, useRevokeOthers, useRevokeSession, useSignOut } from '../api/sessions.ts';
import { strings } from '../strings.ts';

export function SessionList() {
  const sessions = useQuery(sessionsQuery(useClient().api));
  const revokeOthers = useRevokeOthers();
  return (
    <section className="session-list" aria-labelledby="sessions-title">
      <h2 id="sessions-title">{strings.sessionsTitle}</h2>
      <p className="session-lead">{strings.sessionsLead}</p>
      <FormError>{sessions.isError && wordsForError(sessions.error)}</FormError>
      {sessions.isPending && <Skeleton rows={2} label={strings.sessionsLoading} />}
      <ul>
        {sessions.data?.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {(sessions.data?.length ?? 0) > 1 && (
        <Button busy={revokeOthers.isPending} onClick={() => revokeOthers.mutate()}>
          {strings.logOutOthers}
        </Button>
      )}
    </section>
  );
}

function SessionRow({ session }: { session: SessionView }) {
  const revoke = useRevokeSession();
  const signOut = useSignOut();
  const device = deviceName(session.userAgent) ?? strings.unknownDevice;
  const logOut = () => (session.current ? signOut.mutate() : revoke.mutate(session.id));
  return (
    <li className="session-row">
      <Icon name="sessions" />
      <div>
        <p>
          {device} {session.current && <span className="session-current">{strings.thisSession}</span>}
        </p>
        <p className="session-lead">
          {strings.signedIn(fullTime(session.createdAt))} · {strings.lastSeen(fullTime(session.lastSeenAt))}
        </p>
      </div>
      <Button busy={revoke.isPending || signOut.isPending} onClick={logOut} aria-label={strings.logOutOf(device)}>
        {strings.logOut}
      </Button>
    </li>
  );
}
