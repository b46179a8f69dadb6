/** Has Firefox tell of the part of a date that is being typed. Otherwise it does so only once the part is left. */
export function completeDate(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement && activeElement.type.startsWith('date')) refocus();
}

/** Takes the focus from its element, and gives it back at once. */
export function refocus(): void {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement)) return;
  activeElement.blur();
  activeElement.focus();
}
