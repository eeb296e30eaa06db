import { Team } from '../../features/team/components/team.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Page } from './page.tsx';

export function TeamRoute() {
  const { project, me } = useWorkspace();
  return (
    <Page>
      <Team project={project} myId={me.id} />
    </Page>
  );
}
