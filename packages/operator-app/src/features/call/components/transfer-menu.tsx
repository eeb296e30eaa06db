import type { MemberView } from '@parley/api/contract/views';
import type { Call } from '@parley/client';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Avatar } from '../../../components/ui/avatar.tsx';
import { IconButton } from '../../../components/ui/button.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../../components/ui/menu.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { colleaguesQuery } from '../api/calls.ts';
import type { BesideDesk } from '../beside-desk.ts';
import { transferTo } from '../call-actions.ts';
import { strings } from '../strings.ts';

interface TransferMenuProps {
  call: Call;
  beside: BesideDesk;
  projectId: string;
  meId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  disabled: boolean;
}

/** The colleagues who may take calls, those who are there first. */
export function TransferMenu({ call, beside, projectId, meId, open, onOpenChange, disabled }: TransferMenuProps) {
  const members = useQuery({ ...colleaguesQuery(useClient().api, projectId), enabled: open });
  const colleagues = members.data ? whoMayAnswer(members.data, meId) : null;
  const [first, setFirst] = useState(false);
  const choose = (colleague: { id: string; name: string }) =>
    first ? beside.consult(call, colleague) : transferTo(call, colleague);
  const trigger = <IconButton icon="transfer" label={strings.transfer} shortcut="T" />;
  return (
    <Menu trigger={trigger} disabled={disabled} open={open} onOpenChange={onOpenChange}>
      <MenuLabel>{colleagues?.length === 0 ? strings.noColleagues : strings.transferLabel}</MenuLabel>
      {members.isError && <MenuLabel>{wordsForError(members.error)}</MenuLabel>}
      {members.isPending && <MenuLabel>{strings.colleaguesLoading}</MenuLabel>}
      {colleagues?.map(({ operator, online }) => (
        <MenuItem key={operator.id} disabled={!online} onSelect={() => choose(operator)}>
          <Avatar id={operator.id} name={operator.name} online={online} size={22} />
          <span className="truncate">{operator.name}</span>
          {!online && <span className="menu-aside">{strings.offline}</span>}
        </MenuItem>
      ))}
      {colleagues !== null && colleagues.length > 0 && (
        <>
          <MenuSeparator />
          <MenuItem checked={first} staysOpen onSelect={() => setFirst(!first)}>
            {strings.askFirst}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

const whoMayAnswer = (members: readonly MemberView[], meId: string): MemberView[] =>
  members
    .filter(({ operator, role }) => operator.id !== meId && role !== 'viewer')
    .toSorted((a, b) => Number(b.online) - Number(a.online) || a.operator.name.localeCompare(b.operator.name));
