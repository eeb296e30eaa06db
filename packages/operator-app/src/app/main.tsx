import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { letStylesPass } from '../lib/style-nonce.ts';
import { createSession } from '../lib/session.ts';
import { followTheme } from '../lib/theme.ts';
import { App } from './app.tsx';

followTheme(document.documentElement);
letStylesPass(document);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App session={createSession(location.origin)} />
  </StrictMode>,
);
