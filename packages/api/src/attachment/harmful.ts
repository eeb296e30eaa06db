import { AppError } from '../access/app-error.ts';

/**
 * What a double click runs, on one system or another. Nobody needs a support chat to hand a program over, and who does
 * puts it into an archive, which asks before it runs anything.
 */
const RUNS = new Set(
  (
    'ade adp appinstaller application appref-ms apk app bat cab chm cmd com command cpl desktop diagcab dll dmg ex_ exe gadget hta ' +
    'inf ins iso isp jar jnlp js jse lib library-ms lnk mde msc msh msi msix msp mst nsh pif pkg ps1 ps1xml psc1 psd1 psm1 ' +
    'reg rgs scf scr sct search-ms settingcontent-ms sh shb sys terminal url vb vbe vbs vhd vhdx vxd webloc workflow ws wsc wsf wsh xll xpi'
  ).split(' '),
);

/** By what it is inside, whatever it is called. */
const PROGRAMS = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/x-apple-diskimage',
  'application/vnd.android.package-archive',
  'application/x-ms-shortcut',
  'application/wasm',
  'application/java-vm',
  'application/x-msi',
]);

/** @throws AppError FILE_REFUSED */
export function requireHarmlessName(name: string): void {
  const extension = name.toLowerCase().split('.').at(-1) ?? '';
  if (name.includes('.') && RUNS.has(extension)) throw new AppError('FILE_REFUSED', 'programs are not taken');
}

/** @throws AppError FILE_REFUSED */
export function requireHarmlessContent(type: string): void {
  if (PROGRAMS.has(type)) throw new AppError('FILE_REFUSED', 'programs are not taken');
}
