interface Props<Name extends string> {
  readonly label: string;
  readonly chips: readonly { readonly name: Name; readonly label: string; readonly count: number }[];
  readonly chosen: Name | null;
  readonly onChoose: (name: Name | null) => void;
}

/** Filters, each with how many it would show. A filter that would show nothing is not there, unless it is chosen. */
export function Chips<Name extends string>({ label, chips, chosen, onChoose }: Props<Name>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for inputs
    <div class="chips" role="group" aria-label={label}>
      {chips
        .filter(({ name, count }) => count > 0 || name === chosen)
        .map(({ name, label: words, count }) => (
          <button
            key={name}
            type="button"
            class="chip"
            aria-pressed={name === chosen}
            onClick={() => onChoose(name === chosen ? null : name)}
          >
            {words} <span>{count}</span>
          </button>
        ))}
    </div>
  );
}
