/** How many characters of the end stay in sight: names differ there. */
const TAIL = 12;

/** A text on one line. Where it has no room, a part of its middle is left out; the whole text is shown on hover. */
export function Cut({ children }: { readonly children: string }) {
  const characters = [...children];
  return (
    <span class="cut" title={children}>
      <span>{characters.slice(0, -TAIL).join('')}</span>
      {characters.slice(-TAIL).join('')}
    </span>
  );
}
