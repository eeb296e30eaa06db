import type { ProjectView, TeamMemberView } from '@parley/api/contract/views';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ConfirmDialog } from '../../../components/ui/confirm-dialog.tsx';
import { Switch } from '../../../components/ui/switch.tsx';
import { useDemandFactor } from '../api/team.ts';
import { strings } from '../strings.ts';

interface Props {
  project: ProjectView;
  members: readonly TeamMemberView[];
  myId: string;
}

/** For owners to decide; admins see what holds. */
export function FactorDemand({ project, members, myId }: Props) {
  const demand = useDemandFactor(project.id);
  const [asking, setAsking] = useState(false);
  const without = members.filter(({ secondFactor }) => secondFactor === false).length;
  const hasOwn = members.some(({ operator, secondFactor }) => operator.id === myId && secondFactor === true);
  const isOwner = project.role === 'owner';
  const needed = demand.isPending ? demand.variables : project.needsSecondFactor === true;
  return (
    <section className="team-part" aria-labelledby="demand-title">
      <h2 id="demand-title">{strings.demandTitle}</h2>
      <Switch
        label={strings.demand}
        hint={needed ? strings.demandOn : strings.demandOff(without)}
        checked={needed}
        disabled={!isOwner || !hasOwn || demand.isPending}
        onChange={({ target }) => (target.checked ? setAsking(true) : demand.mutate(false))}
      />
      {!isOwner && <p className="team-lead">{strings.demandOwners}</p>}
      {isOwner && !hasOwn && (
        <p className="team-lead">
          {strings.demandOwn} <Link to="/account">{strings.demandToSecurity}</Link>
        </p>
      )}
      <ConfirmDialog
        open={asking}
        onClose={() => setAsking(false)}
        onConfirm={() => demand.mutate(true)}
        title={strings.demandAsk}
        text={strings.demandAskText(without)}
        action={strings.demandGo}
        tone="primary"
        words={strings}
      />
    </section>
  );
}
