import './keyboard-help.css';
import { Dialog } from '../components/ui/dialog.tsx';
import { shortcutsPreference } from '../lib/hotkeys.ts';
import { useStore } from '../lib/use-store.ts';
import { strings } from './strings.ts';

export function KeyboardHelp({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const on = useStore(shortcutsPreference) === 'on';
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={strings.shortcuts} closeLabel={strings.closeDialog}>
      <dl className="keys">
        {strings.keys.map(([keys = '', what]) => (
          <div key={keys}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
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
