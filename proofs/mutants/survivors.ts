/** Mutants of Router.tla that nothing notices, and why nobody could: what is altered makes no difference to any packet. */
interface Unnoticed {
  readonly reason: string
  /** their names, "Definition: the altered line" */
  readonly mutants: readonly string[]
}

const unnoticed: readonly Unnoticed[] = []

/** Name of a mutant -> why it survives. */
export const survivors: ReadonlyMap<string, string> = new Map(
  unnoticed.flatMap(({ reason, mutants }) => mutants.map(name => [name, reason])),
)
