/** A page that shows one screen of a call: `?screen=active-audio&locale=ar&theme=dark`. For developers; never shipped. */
import { bundledChunks } from '../src/loader/bundled-chunks.ts';
import { createLauncher } from '../src/loader/launcher.ts';
import { settle } from '../src/loader/options.ts';
import { createPageMemory } from '../src/loader/page-memory.ts';
import { createSurface } from '../src/loader/surface.ts';
import { LAUNCHER_WORDS } from '../src/locale/launcher-words.ts';
import { runPanel } from '../src/panel/run-panel.ts';
import launcherCss from '../src/style/launcher.css';
import tokensCss from '../src/style/tokens.css';
import { SCREENS } from './screens.ts';
import { scriptedClient } from './scripted-client.ts';

async function show(query: URLSearchParams): Promise<void> {
  const screen = SCREENS[query.get('screen') ?? '']?.();
  if (screen === undefined) return listScreens();
  const asked = query.get('theme');
  const theme = asked === 'dark' || asked === 'auto' ? asked : 'light';
  const locale = query.get('locale') ?? 'en';
  const settings = settle({ serverUrl: location.origin, projectKey: 'pk_stage', theme, locale });
  const words = await bundledChunks.words(settings.locale);
  const surface = createSurface(settings);
  surface.addStyles(tokensCss + launcherCss);
  const launcher = createLauncher(surface.frame, LAUNCHER_WORDS[settings.locale], () => panel.setOpen(true, 'visitor'));
  const host = {
    settings,
    surface,
    words,
    memory: createPageMemory(settings.projectKey),
    identity: null,
    changePerson: () => undefined,
    emit: () => undefined,
    requestClose: () => panel.setOpen(false, 'visitor'),
    requestOpen: () => panel.setOpen(true, 'call'),
    setUnread: launcher.setUnread,
    setCall: launcher.setCall,
  };
  const panel = runPanel(host, scriptedClient(screen), { id: 'stage', keptCallId: null });
  panel.setOpen(true, 'site');
  launcher.setOpen(true);
  document.body.dataset['acts'] = (screen.acts ?? []).join(' ');
}

function listScreens(): void {
  const names = Object.keys(SCREENS);
  document.body.dataset['screens'] = names.join(' ');
  for (const name of names) {
    const link = document.createElement('a');
    link.href = `?screen=${name}`;
    link.textContent = name;
    link.style.display = 'block';
    document.body.append(link);
  }
}

void show(new URLSearchParams(location.search));
