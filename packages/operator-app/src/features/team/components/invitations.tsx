import { mayGive, ROLES } from '@parley/api/contract/roles';
import type { Role } from '@parley/api/contract/views';
import { parleyErrorOf } from '@parley/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { FormError, SelectField, TextField } from '../../../components/ui/field.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { fieldOf } from '../../../lib/form-fields.ts';
import { fullTime } from '../../../lib/format-time.ts';
import { linkTo } from '../../../lib/link-token.ts';
import { useClient } from '../../../lib/session.ts';
import { invitationsQuery, useInvite, useRevokeInvitation } from '../api/team.ts';
import { strings } from '../strings.ts';
import { OneTimeLink } from './one-time-link.tsx';

export function InviteForm({ projectId, ownRole }: { projectId: string; ownRole: Role }) {
  const invite = useInvite(projectId);
  const [role, setRole] = useState<Role>('agent');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const email = fieldOf(new FormData(form), 'email').trim();
    invite.mutate({ email, role }, { onSuccess: () => form.reset() });
  };
  const isMember = invite.isError && parleyErrorOf(invite.error).code === 'INVALID_INPUT';
  return (
    <section className="team-part" aria-labelledby="invite-title">
      <h2 id="invite-title">{strings.inviteTitle}</h2>
      <p className="team-lead">{strings.inviteLead}</p>
      <form className="team-form" onSubmit={submit}>
        <TextField
          label={strings.email}
          error={isMember ? strings.isMember : null}
          name="email"
          type="email"
          autoComplete="off"
          required
        />
        <SelectField
          label={strings.role}
          hint={strings.roleMeaning[role]}
          value={role}
          onChange={({ target }) => setRole(ROLES.find((each) => each === target.value) ?? role)}
        >
          {ROLES.filter((each) => mayGive(ownRole, each)).map((each) => (
            <option key={each} value={each}>
              {strings.roles[each]}
            </option>
          ))}
        </SelectField>
        <FormError>{invite.isError && !isMember && wordsForError(invite.error)}</FormError>
        <Button type="submit" tone="primary" busy={invite.isPending}>
          {strings.invite}
        </Button>
      </form>
      {invite.data && (
        <OneTimeLink
          whom={invite.variables.email}
          link={linkTo('join', invite.data.token)}
          expiresAt={invite.data.expiresAt}
          onDone={() => invite.reset()}
        />
      )}
    </section>
  );
}

export function OpenInvitations({ projectId }: { projectId: string }) {
  const invitations = useQuery(invitationsQuery(useClient().api, projectId));
  const revoke = useRevokeInvitation(projectId);
  if (invitations.isError) return <FormError>{wordsForError(invitations.error)}</FormError>;
  if (!invitations.data || invitations.data.length === 0) return null;
  return (
    <section className="team-part" aria-labelledby="invitations-title">
      <h2 id="invitations-title">{strings.invitationsTitle}</h2>
      <ul className="team-list">
        {invitations.data.map(({ id, email, role, invitedBy, expiresAt }) => (
          <li key={id} className="team-row">
            <div className="team-who">
              <p className="truncate">{email}</p>
              <p className="team-lead">{strings.invitedBy(invitedBy, fullTime(expiresAt))}</p>
            </div>
            <span className="team-lead">{strings.roles[role]}</span>
            <Button
              busy={revoke.isPending && revoke.variables === id}
              onClick={() => revoke.mutate(id)}
              aria-label={strings.revokeFor(email)}
            >
              {strings.revoke}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
