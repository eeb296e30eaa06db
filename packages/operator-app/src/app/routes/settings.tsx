import { isAdmin } from '@parley/api/contract/roles';
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
      {project.role === 'owner' && <Retention projectId={project.id} />}
      {isAdmin(project.role) && <Erasures projectId={project.id} />}
    </Page>
  );
}
