import type { ProjectView } from '@parley/api/contract/views';
import { fieldOf, isOn } from '../../lib/form-fields.ts';

/** `null` as it stands in a form. */
export const ALWAYS = 'always';

const USUAL: readonly number[] = [0, 5, 15, 60, 1440];

/** What may be chosen, the shortest first. What a script has set is one of them, or saving anything would change it. */
export function editChoices(now: number | null): (number | null)[] {
  const minutes = now === null ? USUAL : [...new Set([...USUAL, now])];
  return [...minutes.toSorted((a, b) => a - b), null];
}

/** Nothing where the form does not ask. */
export function messageSettingsOf(form: FormData): Pick<ProjectView, 'editMinutes' | 'previewsTyping'> {
  const chosen = fieldOf(form, 'editMinutes');
  if (chosen === '') return {};
  return { editMinutes: chosen === ALWAYS ? null : Number(chosen), previewsTyping: isOn(form, 'previewsTyping') };
}
