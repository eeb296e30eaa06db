/** Each chip has the way to remove it at its end. @returns whether there is one */
export function focusEnd(chip: Element | null | undefined): boolean {
  const button = chip?.lastElementChild;
  if (!(button instanceof HTMLElement)) return false;
  button.focus();
  return true;
}

/** Of a chip that goes: the next one, or the one before. */
export function focusBeside(chip: Element | null): boolean {
  return focusEnd(chip?.nextElementSibling ?? chip?.previousElementSibling);
}
