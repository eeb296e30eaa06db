import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/window-controls.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followLanguage } from '../locale/language.ts';
import { HostContext } from '../desktop/host-context.ts';
import { openHost } from '../desktop/open-host.ts';
import { letStylesPass } from '../lib/style-nonce.ts';
import { createSession } from '../lib/session.ts';
import { followDensity } from '../lib/density.ts';
import { followTheme } from '../lib/theme.ts';
import { App } from './app.tsx';

const host = openHost({ worker: import.meta.env.PROD });
followTheme(document.documentElement);
followDensity(document.documentElement);
letStylesPass(document);
// Before the first picture, so that nobody sees it change its language.
await followLanguage(document.documentElement);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <HostContext value={host}>
      <App session={createSession(location.origin, host)} />
    </HostContext>
  </StrictMode>,
);
