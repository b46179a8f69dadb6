/** How much of the end stays in sight: there names differ. */
const TAIL = 12;

/** A text on one line. What has no room is left out of its middle; the whole is shown on hover. */
export function Cut({ children }: { readonly children: string }) {
  const characters = [...children];
  return (
    <span class="cut" title={children}>
      <span>{characters.slice(0, -TAIL).join('')}</span>
      {characters.slice(-TAIL).join('')}
    </span>
  );
}
