/** A text field of a submitted form; a file or a missing field counts as empty. */
export function fieldOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** Is this switch of a submitted form on? */
export const isOn = (form: FormData, name: string): boolean => form.has(name);
