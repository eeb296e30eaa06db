import { SessionList } from '../../features/account/components/session-list.tsx';
import { Page } from './page.tsx';

export function AccountRoute() {
  return (
    <Page>
      <SessionList />
    </Page>
  );
}
