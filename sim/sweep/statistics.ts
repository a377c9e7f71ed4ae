/** Means and how sure they are. */

export interface Estimate {
  readonly n: number
  readonly mean: number
  /** of the sample, n - 1 in the denominator; `undefined` for one value */
  readonly standardDeviation?: number
  /** half the width of the 95 % confidence interval of the mean, by Student's t; `undefined` for one value */
  readonly ci95?: number
}

/** `undefined` for no values. */
export function estimate(values: readonly number[]): Estimate | undefined {
  const n = values.length
  if (n === 0) return undefined
  const mean = sum(values) / n
  if (n === 1) return { n, mean }
  const standardDeviation = Math.sqrt(sum(values.map(v => (v - mean) ** 2)) / (n - 1))
  return { n, mean, standardDeviation, ci95: (tQuantile975(n - 1) * standardDeviation) / Math.sqrt(n) }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** The 0.975 quantile of Student's t for 1 to 9 degrees of freedom. */
const fewDegrees = [12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163]
/** Of the normal distribution. */
const z = 1.959963985

/**
 * The 0.975 quantile of Student's t: two-sided 95 %. From 10 degrees of freedom on Fisher's expansion around the normal quantile, to within 1e-5.
 * Abramowitz and Stegun 26.7.5
 */
export function tQuantile975(degrees: number): number {
  const exact = fewDegrees[degrees - 1]
  if (exact !== undefined) return exact
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ]
  return terms.reduce((t, term, i) => t + term / degrees ** (i + 1), z)
}
