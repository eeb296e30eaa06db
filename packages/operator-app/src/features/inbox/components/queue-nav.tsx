import './queue-nav.css';
import type { Inbox, InboxFilter } from '@parley/client';
import { Link } from '@tanstack/react-router';
import { Icon, type IconName } from '../../../components/ui/icon.tsx';
import { numberWords } from '../../../locale/formats.ts';
import { QUEUES } from '../../../lib/queues.ts';
import { useStore } from '../../../lib/use-store.ts';
import { strings } from '../strings.ts';

const ICONS: Record<InboxFilter, IconName> = {
  open: 'inbox',
  mine: 'mine',
  unassigned: 'unassigned',
  mentions: 'bell',
  closed: 'closed',
};

/** `current` is `null` on pages that show no queue. */
export function QueueNav({ inbox, current }: { inbox: Inbox; current: InboxFilter | null }) {
  const { counts } = useStore(inbox);
  return (
    <nav className="queue-nav" aria-label={strings.queues}>
      <ul>
        {QUEUES.map((queue) => (
          <li key={queue}>
            <Link
              to="/inbox"
              search={{ queue }}
              className="queue-link"
              aria-current={queue === current ? 'page' : undefined}
            >
              <Icon name={ICONS[queue]} />
              <span>{strings.queue[queue]}</span>
              {counts && (
                <span className="queue-count">
                  <span aria-hidden="true">{numberWords(counts[queue])}</span>
                  <span className="visually-hidden"> {strings.count(counts[queue])}</span>
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
