import { ProjectSettings } from '../../features/project/components/project-settings.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Page } from './page.tsx';

export function SettingsRoute() {
  return (
    <Page>
      <ProjectSettings project={useWorkspace().project} serverUrl={location.origin} />
    </Page>
  );
}
