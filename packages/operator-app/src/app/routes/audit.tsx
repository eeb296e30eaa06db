import { AuditLog } from '../../features/privacy/components/audit-log.tsx';
import { useWorkspace } from '../workspace-context.ts';
import { Page } from './page.tsx';

export function AuditRoute() {
  return (
    <Page>
      <AuditLog project={useWorkspace().project} />
    </Page>
  );
}
