/** Is a difference between two counts more than chance? */

export interface Share {
  readonly hits: number
  readonly tries: number
}

/** Standard deviations: chance goes beyond once in two million times. */
const deviations = 5

/** Two shares of the same chance, `hits` of `tries` each: further apart than chance puts them? */
export function differByChance(a: Share, b: Share): boolean {
  if (a.tries === 0 || b.tries === 0) return a.tries !== b.tries
  const pooled = (a.hits + b.hits) / (a.tries + b.tries)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / a.tries + 1 / b.tries))
  return Math.abs(a.hits / a.tries - b.hits / b.tries) > deviations * deviation
}
