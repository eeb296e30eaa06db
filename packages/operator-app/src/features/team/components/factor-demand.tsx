import type { ProjectView, TeamMemberView } from '@parley/api/contract/views';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
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
  // Closed before a proof is asked for: one dialog at a time has the keyboard.
  const go = () => {
    setAsking(false);
    demand.mutate(true);
  };
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
      <Dialog
        open={asking}
        onOpenChange={(stays) => !stays && setAsking(false)}
        title={strings.demandAsk}
        description={strings.demandAskText(without)}
        closeLabel={strings.close}
      >
        <div className="team-actions">
          <Button tone="primary" onClick={go}>
            {strings.demandGo}
          </Button>
          <Button tone="quiet" onClick={() => setAsking(false)}>
            {strings.cancel}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}
