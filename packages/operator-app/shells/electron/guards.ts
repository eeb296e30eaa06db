/** What a page in this shell may do, whatever it has become: each answer is no unless it is written here. */
import { CALL_WINDOW } from '../../src/desktop/shell/shell-contract.ts';
import { addressForOutside } from '../common/open-outside.ts';
import type { ContentsApi, ElectronApi, SessionApi, WindowOpenAnswer } from './electron-api.ts';

/** What the app asks for. Everything else (location, USB, MIDI, …) is nobody's here. */
const PERMISSIONS: ReadonlySet<string> = new Set([
  'media',
  'fullscreen',
  'notifications',
  'idle-detection',
  'speaker-selection',
  'clipboard-sanitized-write',
]);

/** Of the servers that the person has opened, or not. */
export type IsOurs = (origin: string) => boolean;

/** The person's own browser has a stranger's page, never this window; the scheme is judged first. */
export function openOutside({ shell }: Pick<ElectronApi, 'shell'>, address: string): void {
  const safe = addressForOutside(address);
  // A system without a browser opens nothing; there is nobody else to do it.
  if (safe !== null) shell.openExternal(safe).catch(() => undefined);
}

export function guardContents(electron: Pick<ElectronApi, 'shell'>, contents: ContentsApi, isOurs: IsOurs): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!staysHere(event.url, contents.getURL(), isOurs)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler((details) => {
    const answer = answerOpening(details, contents.getURL(), isOurs);
    if (answer.action === 'deny') openOutside(electron, details.url);
    return answer;
  });
}

/** A page goes on within its own server. A dropped file, another site and another server's page are none of it. */
function staysHere(to: string, from: string, isOurs: IsOurs): boolean {
  const origin = originOf(to);
  // A window that has shown nothing yet is on its way to where we have sent it.
  return isOurs(origin) && (from === '' || origin === originOf(from));
}

/** One window may be opened: an empty one for a call, which the page fills itself. */
function answerOpening(
  { url, frameName }: { url: string; frameName: string },
  from: string,
  isOurs: IsOurs,
): WindowOpenAnswer {
  if (url !== 'about:blank' || frameName !== CALL_WINDOW || !isOurs(originOf(from))) return { action: 'deny' };
  return { action: 'allow', overrideBrowserWindowOptions: { alwaysOnTop: true, autoHideMenuBar: true } };
}

export function guardPermissions(session: SessionApi, isOurs: IsOurs): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(isMainFrame && PERMISSIONS.has(permission) && isOurs(originOf(requestingUrl))),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => PERMISSIONS.has(permission) && isOurs(originOf(origin)),
  );
}

const originOf = (url: string): string => URL.parse(url)?.origin ?? 'null';
