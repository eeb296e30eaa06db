import { createPreference } from './preference.ts';

export const DENSITIES = ['comfortable', 'compact'] as const;
export const densityPreference = createPreference('parley.density', DENSITIES);

/** Tells the document how close its rows stand; tokens.css makes of it what it means. */
export function followDensity(root: HTMLElement): void {
  const apply = () => void (root.dataset['density'] = densityPreference.getSnapshot());
  apply();
  densityPreference.subscribe(apply);
}
