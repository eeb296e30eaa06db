import './keyboard-help.css';
import { Dialog } from '../components/ui/dialog.tsx';
import { COMMAND_IDS, COMMANDS, GROUPS, keyOf } from '../lib/commands/command-table.ts';
import { KeyCaps } from '../lib/commands/key-caps.tsx';
import { strings as commandStrings } from '../lib/commands/strings.ts';
import { shortcutsPreference } from '../lib/commands/use-command-keys.ts';
import { useStore } from '../lib/use-store.ts';
import { strings } from './strings.ts';

/** Every key there is, whether or not it does anything at the moment. */
export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const on = useStore(shortcutsPreference) === 'on';
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={strings.shortcuts} closeLabel={strings.closeDialog} wide>
      <div className="keys">
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{commandStrings.groups[group]}</h3>
            <dl>
              {COMMAND_IDS.map((id) => {
                const key = keyOf(id);
                if (key === null || COMMANDS[id].group !== group) return null;
                return (
                  <div key={id}>
                    <dt>
                      <KeyCaps of={key} />
                    </dt>
                    <dd>{commandStrings.titles[id]}</dd>
                  </div>
                );
              })}
            </dl>
          </section>
        ))}
      </div>
      <label className="keys-toggle">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => shortcutsPreference.set(event.target.checked ? 'on' : 'off')}
        />
        {strings.shortcutsOn}
      </label>
    </Dialog>
  );
}
