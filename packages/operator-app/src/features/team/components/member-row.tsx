import { isAdmin, isRaised, mayGive, mayManage, ROLES } from '@parley/api/contract/roles';
import type { OneTimeLink as Link, Role, TeamMemberView } from '@parley/api/contract/views';
import { useState } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { Menu, MenuItem } from '../../../components/ui/menu.tsx';
import { linkTo } from '../../../lib/link-token.ts';
import { useChangeRole, useRemoveMember, useResetLink } from '../api/team.ts';
import { strings } from '../strings.ts';
import { OneTimeLink } from './one-time-link.tsx';

interface Props {
  projectId: string;
  member: TeamMemberView;
  me: { id: string; role: Role };
}

export function MemberRow({ projectId, member, me, demanded }: Props & { demanded: boolean }) {
  const { id, name, email } = member.operator;
  const isMe = id === me.id;
  const [link, setLink] = useState<Link | null>(null);
  const [leaving, setLeaving] = useState(false);
  const reset = useResetLink(projectId);
  const mayRemove = isMe || mayManage(me.role, member.role);
  const mayReset = !isMe && isAdmin(me.role) && mayManage(me.role, member.role);
  return (
    <li className="team-row">
      <Avatar id={id} name={name} size={32} />
      <div className="team-who">
        <p>
          {name} {isMe && <span className="team-mark">{strings.you}</span>}{' '}
          {member.secondFactor === true && <span className="team-mark">{strings.withFactor}</span>}
          {member.secondFactor === false && demanded && (
            <span className="team-mark team-warning">{strings.lockedOut}</span>
          )}
        </p>
        <p className="team-lead truncate">{email}</p>
      </div>
      <RoleField projectId={projectId} member={member} me={me} />
      {(mayRemove || mayReset) && (
        <Menu trigger={<IconButton icon="more" label={strings.actionsFor(name)} />}>
          {mayReset && (
            <MenuItem icon="copy" onSelect={() => reset.mutate({ id, name }, { onSuccess: setLink })}>
              {strings.resetLink}
            </MenuItem>
          )}
          {mayRemove && (
            <MenuItem icon="exit" onSelect={() => setLeaving(true)}>
              {isMe ? strings.leave : strings.remove}
            </MenuItem>
          )}
        </Menu>
      )}
      {link && (
        <OneTimeLink
          whom={name}
          link={linkTo('reset', link.token)}
          expiresAt={link.expiresAt}
          onDone={() => setLink(null)}
        />
      )}
      <RemoveDialog open={leaving} onClose={() => setLeaving(false)} projectId={projectId} member={member} me={me} />
    </li>
  );
}

/** Words where there is nothing to choose. */
function RoleField({ projectId, member, me }: Props) {
  const change = useChangeRole(projectId);
  const { id, name } = member.operator;
  const isMe = id === me.id;
  const choices = ROLES.filter((role) =>
    isMe ? !isRaised(me.role, role) : mayManage(me.role, member.role) && mayGive(me.role, role),
  );
  if (choices.length < 2) return <span className="team-lead">{strings.roles[member.role]}</span>;
  return (
    <select
      className="field-input"
      aria-label={strings.roleOf(name)}
      aria-busy={change.isPending || undefined}
      value={change.isPending ? change.variables.role : member.role}
      onChange={({ target }) => {
        const role = ROLES.find((each) => each === target.value);
        if (role !== undefined && role !== member.role && !change.isPending) change.mutate({ id, name, role });
      }}
    >
      {choices.map((role) => (
        <option key={role} value={role}>
          {strings.roles[role]}
        </option>
      ))}
    </select>
  );
}

function RemoveDialog({ open, onClose, projectId, member, me }: Props & { open: boolean; onClose: () => void }) {
  const { id, name } = member.operator;
  const remove = useRemoveMember(projectId, me.id);
  const isMe = id === me.id;
  return (
    <ConfirmDialog
      open={open}
      onClose={onClose}
      onConfirm={() => remove.mutate({ id, name })}
      title={isMe ? strings.leaveTitle : strings.removeTitle(name)}
      text={isMe ? strings.leaveText : strings.removeText}
      action={isMe ? strings.leave : strings.remove}
      tone="stop"
      words={strings}
    />
  );
}
