import { isAdmin } from '@parley/api/contract/roles';
import { CannedReplies } from '../../features/canned/components/canned-replies.tsx';
import { ProjectSettings } from '../../features/project/components/project-settings.tsx';
import { Erasures } from '../../features/privacy/components/erasures.tsx';
import { Retention } from '../../features/privacy/components/retention.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Page } from './page.tsx';

export function SettingsRoute() {
  const { project } = useWorkspace();
  return (
    <Page>
      <ProjectSettings project={project} serverUrl={location.origin} />
      {isAdmin(project.role) && <CannedReplies key={project.id} projectId={project.id} />}
      {project.role === 'owner' && <Retention projectId={project.id} />}
      {isAdmin(project.role) && <Erasures projectId={project.id} />}
    </Page>
  );
}
