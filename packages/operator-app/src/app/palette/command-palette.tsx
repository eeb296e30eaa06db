import './command-palette.css';
import { useNavigate } from '@tanstack/react-router';
import { Dialog as Radix } from 'radix-ui';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { Icon } from '../../components/ui/icon.tsx';
import { useReturnFocus } from '../../components/ui/return-focus.ts';
import { KeyCaps } from '../../lib/commands/key-caps.tsx';
import { useStore } from '../../lib/use-store.ts';
import { useWorkspace } from '../workspace-context.ts';
import { findItems, type PaletteItem } from './palette-items.ts';
import { strings } from './strings.ts';

/** One field from which everything is a few letters away. */
export function CommandPalette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  useReturnFocus(open);
  const chosen = useRef<(() => void) | null>(null);
  const choose = (item: PaletteItem) => {
    chosen.current = item.run;
    onOpenChange(false);
  };
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="dialog-shade" />
        <Radix.Content
          className="palette"
          aria-describedby={undefined}
          // An action may move the focus itself, to a field for one: first the dialog must have let go of it.
          onCloseAutoFocus={(event) => {
            const run = chosen.current;
            chosen.current = null;
            if (run === null) return;
            event.preventDefault();
            run();
          }}
        >
          <Radix.Title className="visually-hidden">{strings.title}</Radix.Title>
          <Finder onChoose={choose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A combobox (ARIA 1.2): the focus stays in the field, the arrows move through what was found. */
function Finder({ onChoose }: { onChoose: (item: PaletteItem) => void }) {
  const { inbox, projects, project, selectProject } = useWorkspace();
  const { items: conversations } = useStore(inbox);
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const listId = useId();
  const items = findItems(query, {
    conversations,
    projects: projects.filter(({ id }) => id !== project.id),
    openConversation: (conversationId) =>
      void navigate({ to: '/c/$conversationId', params: { conversationId }, search: {} }),
    openProject: (id) => {
      selectProject(id);
      void navigate({ to: '/inbox', search: {} });
    },
  });
  const current = items[Math.min(at, items.length - 1)];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by !== undefined) setAt((at + by + items.length) % Math.max(1, items.length));
    else if (event.key === 'Enter' && current) onChoose(current);
    else return;
    event.preventDefault();
  };
  const optionId = (item: PaletteItem) => `${listId}-${item.id}`;
  return (
    <>
      <label className="palette-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-label={strings.title}
          aria-expanded="true"
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={current && optionId(current)}
          placeholder={strings.placeholder}
          dir="auto"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <p className="visually-hidden" role="status">
        {items.length === 0 ? strings.none : strings.found(items.length)}
      </p>
      <div id={listId} role="listbox" aria-label={strings.results} className="palette-list">
        {[...Map.groupBy(items, ({ section }) => section)].map(([section, found]) => (
          <div key={section} role="group" aria-label={section}>
            <p className="palette-section" aria-hidden="true">
              {section}
            </p>
            {found.map((item) => (
              <Option
                key={item.id}
                id={optionId(item)}
                item={item}
                selected={item === current}
                onChoose={() => onChoose(item)}
              />
            ))}
          </div>
        ))}
      </div>
      {items.length === 0 && <p className="palette-none">{strings.none}</p>}
    </>
  );
}

interface OptionProps {
  id: string;
  item: PaletteItem;
  selected: boolean;
  onChoose: () => void;
}

function Option({ id, item, selected, onChoose }: OptionProps) {
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      className="palette-item"
      ref={(element) => {
        if (selected) element?.scrollIntoView({ block: 'nearest' });
      }}
      onClick={onChoose}
    >
      <span className="palette-title truncate" dir="auto">
        {item.title}
      </span>
      <span className="palette-detail truncate" dir="auto">
        {item.detail}
      </span>
      {item.key && (
        <span className="palette-keys" aria-hidden="true">
          <KeyCaps of={item.key} />
        </span>
      )}
    </div>
  );
}
