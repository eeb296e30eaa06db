import { useNavigate } from '@tanstack/react-router';
import { Avatar } from '../components/ui/avatar.tsx';
import { Icon, type IconName } from '../components/ui/icon.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../components/ui/menu.tsx';
import { desktopShown, hasDesktopChoices } from '../desktop/components/desktop-dialog.tsx';
import { useHost } from '../desktop/host-context.ts';
import { strings as desktopStrings } from '../desktop/strings.ts';
import { useSignOut } from '../features/account/api/sessions.ts';
import { checkShown } from '../features/call/check-shown.ts';
import { QueueNav } from '../features/inbox/components/queue-nav.tsx';
import { ProjectSwitcher } from '../features/project/components/project-switcher.tsx';
import { keyOf } from '../lib/commands/command-table.ts';
import { KeyCaps } from '../lib/commands/key-caps.tsx';
import { DENSITIES, densityPreference } from '../lib/density.ts';
import { themePreference, THEMES } from '../lib/theme.ts';
import { useStore } from '../lib/use-store.ts';
import { strings } from './strings.ts';
import { useQueueOnScreen } from './use-queue.ts';
import { useWorkspace } from './workspace-context.ts';

export function Sidebar({ onHelp, onPalette }: { onHelp: () => void; onPalette: () => void }) {
  const { projects, project, inboxes, inbox, selectProject } = useWorkspace();
  const navigate = useNavigate();
  const queue = useQueueOnScreen();
  return (
    <div className="sidebar">
      <ProjectSwitcher
        projects={projects}
        inboxes={inboxes}
        current={project}
        onSelect={(projectId) => {
          selectProject(projectId);
          void navigate({ to: '/inbox', search: {} });
        }}
        onCreate={() => void navigate({ to: '/projects/new' })}
      />
      <button type="button" className="sidebar-find" aria-keyshortcuts="Control+K Meta+K" onClick={onPalette}>
        <Icon name="search" size={16} />
        <span className="sidebar-text">{strings.search}</span>
        <span className="sidebar-keys">
          <KeyCaps of={keyOf('palette') ?? ''} />
        </span>
      </button>
      <QueueNav inbox={inbox} current={queue} />
      <div className="sidebar-foot">
        <NotificationButton />
        <AccountMenu onHelp={onHelp} />
      </div>
    </div>
  );
}

function NotificationButton() {
  const { notifications } = useHost();
  const state = useStore(notifications.permission);
  if (state === 'denied') return <p className="sidebar-hint">{strings.notificationsDenied}</p>;
  if (state !== 'default') return null;
  return (
    <button
      type="button"
      className="queue-link sidebar-button"
      aria-label={strings.notifications}
      onClick={() => void notifications.ask()}
    >
      <Icon name="bell" />
      <span className="sidebar-text truncate">{strings.notifications}</span>
    </button>
  );
}

const THEME_ICONS: Record<(typeof THEMES)[number], IconName> = { system: 'contrast', light: 'sun', dark: 'moon' };

function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const { me, project } = useWorkspace();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const theme = useStore(themePreference);
  const density = useStore(densityPreference);
  const host = useHost();
  const trigger = (
    <button type="button" className="queue-link sidebar-button" aria-label={strings.accountMenu(me.name)}>
      <Avatar id={me.id} name={me.name} size={24} />
      <span className="sidebar-text truncate">{me.name}</span>
    </button>
  );
  return (
    <Menu trigger={trigger} align="start">
      <MenuLabel>{me.email}</MenuLabel>
      <MenuItem icon="settings" onSelect={() => void navigate({ to: '/settings' })}>
        {strings.settings}
      </MenuItem>
      <MenuItem icon="mine" onSelect={() => void navigate({ to: '/team' })}>
        {strings.team}
      </MenuItem>
      {project.role === 'owner' && (
        <MenuItem icon="clock" onSelect={() => void navigate({ to: '/audit' })}>
          {strings.audit}
        </MenuItem>
      )}
      <MenuItem icon="sessions" onSelect={() => void navigate({ to: '/account' })}>
        {strings.account}
      </MenuItem>
      <MenuItem icon="checkUp" onSelect={() => checkShown.set(true)}>
        {strings.checkCall}
      </MenuItem>
      {hasDesktopChoices(host) && (
        <MenuItem icon="screen" onSelect={() => desktopShown.set(true)}>
          {desktopStrings.title}
        </MenuItem>
      )}
      <MenuItem icon="keyboard" onSelect={onHelp}>
        {strings.shortcuts}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{strings.theme}</MenuLabel>
      {THEMES.map((choice) => (
        <MenuItem
          key={choice}
          icon={THEME_ICONS[choice]}
          checked={theme === choice}
          onSelect={() => themePreference.set(choice)}
        >
          {strings.themes[choice]}
        </MenuItem>
      ))}
      <MenuLabel>{strings.density}</MenuLabel>
      {DENSITIES.map((choice) => (
        <MenuItem key={choice} checked={density === choice} onSelect={() => densityPreference.set(choice)}>
          {strings.densities[choice]}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuItem icon="exit" onSelect={() => signOut.mutate()}>
        {strings.signOut}
      </MenuItem>
    </Menu>
  );
}
