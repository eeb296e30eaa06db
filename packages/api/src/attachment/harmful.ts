import { AppError } from '../access/app-error.ts';

/**
 * What a double click runs, on one system or another. Nobody needs a support chat to hand a program over, and who does
 * puts it into an archive, which asks before it runs anything.
 */
const RUNS = new Set(
  (
    'ade adp apk app appcontent-ms appimage appinstaller application appref-ms appx appxbundle bash bat cab chm cmd com ' +
    'command cpl crx csh deb desktop diagcab dll dmg ex_ exe flatpakref gadget hlp hta img inf ins iso isp jar jnlp js ' +
    'jse ksh lib library-ms lnk mde msc msh msi msix msixbundle msp mst msu nsh osd pif pkg ps1 ps1xml psc1 psd1 psm1 ' +
    'pyw pyz pyzw reg rgs rpm run scf scpt scr sct search-ms settingcontent-ms sh shb shs snap sys terminal tool url vb ' +
    'vbe vbs vhd vhdx vxd webloc website workflow ws wsb wsc wsf wsh xbap xll xpi zsh'
  ).split(' '),
);

/** Programs that a name does not start, as content of theirs is called. */
const PROGRAMS = new Set(['alias', 'class', 'elf', 'macho', 'wasm']);

/** The claimed name, and the one that it gets. @throws AppError FILE_REFUSED */
export function requireHarmlessName(name: string): void {
  const extension = name.toLowerCase().split('.').at(-1) ?? '';
  if (name.includes('.') && RUNS.has(extension)) throw refused();
}

/**
 * By what it is inside, whatever it is called.
 * @param extension that of such content; null where nobody knows
 * @throws AppError FILE_REFUSED
 */
export function requireHarmlessContent(extension: string | null): void {
  if (extension !== null && (RUNS.has(extension) || PROGRAMS.has(extension))) throw refused();
}

const refused = (): AppError => new AppError('FILE_REFUSED', 'programs are not taken');
