/** True of a key that begins the next entry after a Save: Tab, or a letter, which is then typed into a field of that entry. */
export function beginsNext(event: KeyboardEvent): boolean {
  const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
  if (key === 'Tab' && !shiftKey) {
    event.preventDefault();
    return true;
  }
  return key.length === 1 && key !== ' ' && !ctrlKey && !metaKey && !altKey;
}
