import type { InboxFilter } from '@parley/client';
import { useNavigate } from '@tanstack/react-router';
import { useSignOut } from '../features/account/api/sessions.ts';
import { checkShown } from '../features/call/check-shown.ts';
import { useCommands } from '../lib/commands/use-commands.ts';
import { densityPreference } from '../lib/density.ts';
import { themePreference } from '../lib/theme.ts';
import { useWorkspace } from './workspace-context.ts';

/** What can be done on every page. */
export function useGlobalCommands({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }): void {
  const { project } = useWorkspace();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const goQueue = (queue: InboxFilter) => () => void navigate({ to: '/inbox', search: { queue } });
  const go = (to: '/settings' | '/team' | '/audit' | '/account' | '/projects/new') => () => void navigate({ to });
  useCommands({
    palette: onPalette,
    help: onHelp,
    goOpen: goQueue('open'),
    goMine: goQueue('mine'),
    goUnassigned: goQueue('unassigned'),
    goMentions: goQueue('mentions'),
    goClosed: goQueue('closed'),
    goSettings: go('/settings'),
    goTeam: go('/team'),
    goAudit: project.role === 'owner' && go('/audit'),
    goAccount: go('/account'),
    newProject: go('/projects/new'),
    checkCall: () => checkShown.set(true),
    themeSystem: () => themePreference.set('system'),
    themeLight: () => themePreference.set('light'),
    themeDark: () => themePreference.set('dark'),
    comfortable: () => densityPreference.set('comfortable'),
    compact: () => densityPreference.set('compact'),
    signOut: () => signOut.mutate(),
  });
}
