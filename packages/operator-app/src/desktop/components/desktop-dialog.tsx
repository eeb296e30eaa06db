import './desktop-dialog.css';
import { Button, IconButton } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Switch } from '../../components/ui/switch.tsx';
import { useStore } from '../../lib/use-store.ts';
import { createValueStore } from '../../lib/value-store.ts';
import type { Autostart, DesktopHost, Idle, Servers } from '../desktop-host.ts';
import { useHost } from '../host-context.ts';
import { strings } from '../strings.ts';

/** Is it on screen? A menu opens it. */
export const desktopShown = createValueStore(false);

/** A plain tab has nothing to choose. */
export const hasDesktopChoices = ({ autostart, idle, servers, quit }: DesktopHost): boolean =>
  autostart !== null || idle !== null || servers !== null || quit !== null;

/** What is chosen for this device and not for the account; only what this host can do. */
export function DesktopDialog() {
  const { kind, autostart, idle, servers, quit } = useHost();
  const open = useStore(desktopShown);
  return (
    <Dialog open={open} onOpenChange={desktopShown.set} title={strings.title} closeLabel={strings.close}>
      {autostart && <AutostartSwitch autostart={autostart} />}
      {idle && <IdleSwitch idle={idle} />}
      {servers && kind !== 'web' && <ServerList servers={servers} hint={strings.addServer[kind]} />}
      {quit && (
        <Button icon="exit" onClick={quit}>
          {strings.quit}
        </Button>
      )}
    </Dialog>
  );
}

function AutostartSwitch({ autostart }: { autostart: Autostart }) {
  const on = useStore(autostart.on);
  return (
    <Switch
      label={strings.autostart}
      hint={strings.autostartHint}
      checked={on}
      onChange={(event) => autostart.set(event.target.checked)}
    />
  );
}

/** Once allowed it is the browser's to take back. */
function IdleSwitch({ idle }: { idle: Idle }) {
  const allowed = useStore(idle.allowed);
  return (
    <Switch
      label={strings.idle}
      hint={strings.idleHint}
      checked={allowed}
      disabled={allowed}
      onChange={() => void idle.ask()}
    />
  );
}

function ServerList({ servers, hint }: { servers: Servers; hint: string }) {
  const known = useStore(servers.known);
  return (
    <section className="desktop-section" aria-label={strings.servers}>
      <h3>{strings.servers}</h3>
      <ul className="desktop-servers">
        {known.map(({ url, current }) => {
          const { host } = new URL(url);
          return (
            <li key={url}>
              <span className="truncate" dir="ltr">
                {host}
              </span>
              {current ? (
                <span className="field-hint">{strings.here}</span>
              ) : (
                <>
                  <Button aria-label={strings.openServer(host)} onClick={() => servers.open(url)}>
                    {strings.open}
                  </Button>
                  <IconButton icon="close" label={strings.forgetServer(host)} onClick={() => servers.forget(url)} />
                </>
              )}
            </li>
          );
        })}
      </ul>
      <p className="field-hint">{hint}</p>
    </section>
  );
}
