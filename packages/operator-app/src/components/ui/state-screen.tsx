import './state-screen.css';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface StateScreenProps {
  icon: IconName;
  title: string;
  children?: ReactNode;
  /** Spoken when it appears: failures. */
  alert?: boolean;
}

/** What a pane shows when it has nothing to list: empty, failed, not chosen yet. */
export function StateScreen({ icon, title, children, alert = false }: StateScreenProps) {
  return (
    <div className="state-screen" role={alert ? 'alert' : undefined}>
      <span className="state-screen-icon">
        <Icon name={icon} size={26} />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Grey lines where rows will be; the words are for screen readers. */
export function Skeleton({ rows, label }: { rows: number; label: string }) {
  return (
    <div className="skeleton" role="status">
      <span className="visually-hidden">{label}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="skeleton-row" aria-hidden="true" />
      ))}
    </div>
  );
}
