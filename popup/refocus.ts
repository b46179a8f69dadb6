/** Has Firefox tell of the part of a date that is being typed, which it otherwise does only once that is left. */
export function completeDate(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement && activeElement.type.startsWith('date')) refocus();
}

/** Leaves what has the focus, and comes back at once. */
export function refocus(): void {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement)) return;
  activeElement.blur();
  activeElement.focus();
}
