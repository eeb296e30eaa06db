import './privacy.css';
import { useQuery } from '@tanstack/react-query';
import { fullTime } from '../../../lib/format-time.ts';
import { useClient } from '../../../lib/session.ts';
import { erasuresQuery } from '../api/privacy.ts';
import { strings } from '../strings.ts';

/** What is still being removed; nothing where nothing is. */
export function Erasures({ projectId }: { projectId: string }) {
  const { data = [] } = useQuery(erasuresQuery(useClient().api, projectId));
  if (data.length === 0) return null;
  return (
    <section className="privacy" aria-labelledby="erasures-title">
      <h2 id="erasures-title">{strings.running}</h2>
      <p className="privacy-lead">{strings.runningLead}</p>
      <ul className="privacy-erasures">
        {data.map(({ id, startedAt, progress }) => (
          <li key={id}>
            <label>
              {strings.startedAt(fullTime(startedAt))} <progress value={progress} max={1} />
            </label>
          </li>
        ))}
      </ul>
    </section>
  );
}
