import { createPreference } from './preference.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export const themePreference = createPreference('parley.theme', THEMES);

/** Tells the document which theme is chosen; `system` leaves it to `prefers-color-scheme`. */
export function followTheme(root: HTMLElement): void {
  const apply = () => {
    const theme = themePreference.getSnapshot();
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
  };
  apply();
  themePreference.subscribe(apply);
}
