import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { Icon } from '../../../components/ui/icon.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../../components/ui/menu.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { membersQuery } from '../api/conversation.ts';
import { strings } from '../strings.ts';

interface AssignMenuProps {
  projectId: string;
  meId: string;
  assignee: { id: string; name: string } | null;
  onAssign: (operatorId: string | null) => void;
}

export function AssignMenu({ projectId, meId, assignee, onAssign }: AssignMenuProps) {
  const [opened, setOpened] = useState(false);
  const members = useQuery({ ...membersQuery(useClient().api, projectId), enabled: opened });
  const others = members.data?.filter(({ operator }) => operator.id !== meId) ?? [];
  const trigger = (
    <button type="button" className="button" data-tone="plain" aria-label={strings.assignLabel(assignee?.name ?? null)}>
      {assignee ? <Avatar id={assignee.id} name={assignee.name} size={20} /> : <Icon name="unassigned" />}
      <span className="truncate assign-name" dir="auto">
        {assignee?.name ?? strings.assign}
      </span>
      <Icon name="chevron" size={14} />
    </button>
  );
  return (
    <Menu trigger={trigger} onOpenChange={(open) => open && setOpened(true)}>
      <MenuItem checked={assignee?.id === meId} onSelect={() => onAssign(meId)}>
        {strings.me}
      </MenuItem>
      <MenuItem checked={assignee === null} onSelect={() => onAssign(null)}>
        {strings.nobody}
      </MenuItem>
      {members.isError && <MenuLabel>{wordsForError(members.error)}</MenuLabel>}
      {members.isPending && <MenuLabel>{strings.membersLoading}</MenuLabel>}
      {others.length > 0 && <MenuSeparator />}
      {others.map(({ operator, online }) => (
        <MenuItem key={operator.id} checked={assignee?.id === operator.id} onSelect={() => onAssign(operator.id)}>
          <Avatar id={operator.id} name={operator.name} online={online} size={22} />
          <span className="truncate" dir="auto">
            {operator.name}
          </span>
        </MenuItem>
      ))}
    </Menu>
  );
}
