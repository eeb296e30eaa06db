import type { JSX } from 'preact';
import { Glyph } from '../panel/icons.tsx';

/** As the panel's own icons. */
const PATHS = {
  file: 'M13.500 3.500H7a1.500 1.500 0 0 0-1.500 1.500v14A1.500 1.500 0 0 0 7 20.500h10a1.500 1.500 0 0 0 1.500-1.500V8.500ZM13.500 3.500v5h5',
  save: 'M12 4v11M7 10.500l5 5 5-5M5 19.500h14',
} as const;

export function FileIcon({ name }: { name: keyof typeof PATHS }): JSX.Element {
  return <Glyph path={PATHS[name]} />;
}
