/** The switches behind which Stryker's instrumenter puts mutants: a global of its own. */
export interface Switches {
  /** 'none': none, and nothing is noted */
  activeMutant?: string | undefined
  /** where coverage is noted; `undefined`: modules are being loaded */
  currentTestId?: string | undefined
  hitCount?: number | undefined
  /** a mutant met more often than this throws "Hit count limit reached" */
  hitLimit?: number
  mutantCoverage?: Coverage
}

/** mutant -> how often it was met */
type Hits = Record<string, number>

export interface Coverage {
  readonly static: Hits
  readonly perTest: Record<string, Hits>
}

const global = globalThis as { __stryker__?: Switches }
global.__stryker__ ??= {}
export const switches = global.__stryker__

/** Runs with a mutant on (`undefined`: none). */
export async function withMutant<T>(id: string | undefined, hitLimit: number, run: () => Promise<T>): Promise<T> {
  Object.assign(switches, { activeMutant: id ?? 'none', hitCount: 0, hitLimit })
  try {
    return await run()
  } finally {
    Object.assign(switches, { activeMutant: undefined, hitCount: undefined })
  }
}
