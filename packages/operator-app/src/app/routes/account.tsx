import { Security } from '../../features/account/components/security.tsx';
import { Page } from './page.tsx';

export function AccountRoute() {
  return (
    <Page>
      <Security />
    </Page>
  );
}
