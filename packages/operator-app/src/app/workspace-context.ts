import type { OperatorView, ProjectView } from '@parley/api/contract/views';
import type { Inbox } from '@parley/client';
import { createContext, useContext } from 'react';
import type { CallDesk } from '../features/call/call-desk.ts';

/** What every page of a signed-in operator with a project has. */
export interface WorkspaceState {
  me: OperatorView;
  projects: readonly ProjectView[];
  project: ProjectView;
  selectProject: (projectId: string) => void;
  /** Of the selected project. */
  inbox: Inbox;
  /** By project id: all are open, so calls of every project ring. */
  inboxes: ReadonlyMap<string, Inbox>;
  /** Reads all inboxes afresh, after an error. */
  reopenInboxes: () => void;
  desk: CallDesk;
}

export const WorkspaceContext = createContext<WorkspaceState | null>(null);

export function useWorkspace(): WorkspaceState {
  const state = useContext(WorkspaceContext);
  if (state === null) throw new Error('useWorkspace is used outside of WorkspaceContext');
  return state;
}
