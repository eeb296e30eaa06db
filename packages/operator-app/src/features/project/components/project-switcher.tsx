import './project-switcher.css';
import type { ProjectView } from '@parley/api/contract/views';
import type { Inbox } from '@parley/client';
import { Icon } from '../../../components/ui/icon.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../../components/ui/menu.tsx';
import { useStore } from '../../../lib/use-store.ts';
import { strings } from '../strings.ts';

interface ProjectSwitcherProps {
  projects: readonly ProjectView[];
  inboxes: ReadonlyMap<string, Inbox>;
  current: ProjectView;
  onSelect: (projectId: string) => void;
  onCreate: () => void;
}

export function ProjectSwitcher({ projects, inboxes, current, onSelect, onCreate }: ProjectSwitcherProps) {
  const trigger = (
    <button type="button" className="project-switcher" aria-label={strings.switcher(current.name)}>
      <img src="/parley.svg" alt="" width="24" height="24" />
      <span className="truncate" dir="auto">
        {current.name}
      </span>
      <Icon name="chevron" size={16} />
    </button>
  );
  return (
    <Menu trigger={trigger} align="start">
      {projects.map((project) => {
        const inbox = inboxes.get(project.id);
        return (
          <MenuItem key={project.id} checked={project.id === current.id} onSelect={() => onSelect(project.id)}>
            <span className="truncate" dir="auto">
              {project.name}
            </span>
            {inbox && <UnreadOf inbox={inbox} />}
            {project.locked && <span className="project-unread">{strings.locked}</span>}
          </MenuItem>
        );
      })}
      <MenuSeparator />
      <MenuItem icon="plus" onSelect={onCreate}>
        {strings.newProject}
      </MenuItem>
    </Menu>
  );
}

function UnreadOf({ inbox }: { inbox: Inbox }) {
  const unread = useStore(inbox).counts?.unread ?? 0;
  return unread > 0 ? <span className="project-unread">{strings.unread(unread)}</span> : null;
}
