import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../../components/ui/icon.tsx';
import { strings } from '../strings.ts';

/** A page beside the queues: settings, sessions, a new project. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="page-pane" tabIndex={-1}>
      <div className="page">
        <Link to="/inbox" search={{}} className="page-back">
          <Icon name="back" size={16} />
          {strings.backToInbox}
        </Link>
        {children}
      </div>
    </main>
  );
}
