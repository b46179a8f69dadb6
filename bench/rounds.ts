/** What one run of something took, by name. */
export type Sample<K extends string = string> = Readonly<Record<K, number>>;

/** The middle value: unlike the mean, it does not mind the one run in which the machine did something else. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/**
 * Runs each of the given things once a round, in the one order and then in the other, and gives the medians of what each
 * took. One round before the first warms up and does not count.
 */
export async function alternate<N extends string, K extends string>(
  rounds: number,
  takes: Readonly<Record<N, () => Promise<Sample<K>>>>,
): Promise<Record<N, Sample<K>>> {
  const names = Object.keys(takes) as N[];
  const samples = new Map<N, Sample<K>[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const sample = await takes[name]();
      if (round > 0) samples.get(name)?.push(sample);
    }
  }
  const medians = [...samples].map(([name, all]) => [name, mediansOf(all)]);
  return Object.fromEntries(medians);
}

function mediansOf<K extends string>(samples: readonly Sample<K>[]): Sample<K> {
  const keys = Object.keys(samples[0] ?? {}) as K[];
  return Object.fromEntries(
    keys.map((key) => [key, median(samples.map((sample) => sample[key]))]),
  ) as Sample<K>;
}
