import { useNavigate } from '@tanstack/react-router';
import { CreateProjectForm } from '../../features/project/components/create-project-form.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Page } from './page.tsx';

export function NewProjectRoute() {
  const { selectProject } = useWorkspace();
  const navigate = useNavigate();
  const open = (projectId: string) => {
    selectProject(projectId);
    void navigate({ to: '/settings' });
  };
  return (
    <Page>
      <CreateProjectForm first={false} onCreated={open} />
    </Page>
  );
}
