import './team.css';
import { isAdmin } from '@parley/api/contract/roles';
import type { ProjectView } from '@parley/api/contract/views';
import { useQuery } from '@tanstack/react-query';
import { FormError } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/state-screen.tsx';
import { wordsForError } from '../../../lib/error-words.ts';
import { useClient } from '../../../lib/session.ts';
import { teamQuery } from '../api/team.ts';
import { strings } from '../strings.ts';
import { FactorDemand } from './factor-demand.tsx';
import { InviteForm, OpenInvitations } from './invitations.tsx';
import { MemberRow } from './member-row.tsx';

export function Team({ project, myId }: { project: ProjectView; myId: string }) {
  const members = useQuery(teamQuery(useClient().api, project.id));
  const me = { id: myId, role: project.role };
  return (
    <div className="team" key={project.id}>
      <header>
        <h1>{strings.title}</h1>
        <p className="team-lead">{strings.lead(project.name)}</p>
      </header>
      <section className="team-part" aria-labelledby="members-title">
        <h2 id="members-title">{strings.membersTitle}</h2>
        <FormError>{members.isError && wordsForError(members.error)}</FormError>
        {members.isPending && <Skeleton rows={2} label={strings.loading} />}
        <ul className="team-list">
          {members.data?.map((member) => (
            <MemberRow
              key={member.operator.id}
              projectId={project.id}
              member={member}
              me={me}
              demanded={project.needsSecondFactor === true}
            />
          ))}
        </ul>
      </section>
      {isAdmin(project.role) && (
        <>
          {members.data && <FactorDemand project={project} members={members.data} myId={myId} />}
          <InviteForm projectId={project.id} ownRole={project.role} />
          <OpenInvitations projectId={project.id} />
        </>
      )}
    </div>
  );
}
