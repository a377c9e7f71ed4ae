/**
 * One row of the table of checks: a claim, how it is checked and what must come out. Rows are data; each layer has a file of its own, and `table.ts`
 * gathers them. What must be violated is as much a claim as what must hold: it shows that the model can tell.
 */

/** What must come out, and what did: `violated: PathAuth` names the invariant or property. */
export type Expectation = 'holds' | `violated: ${string}`

interface Claim {
  /** short, unique, of lower case letters, digits and hyphens: `dataplane-base` */
  readonly id: string
  /** `T1`..`T14` of the README, `W` for a witness: something that must be reachable */
  readonly theorems: readonly string[]
  /** what is claimed, in plain English: half a sentence */
  readonly claim: string
  /** the operators of the specification that say it */
  readonly operators: readonly string[]
  /** how far the check goes: network, attacker, length */
  readonly bounds: string
  readonly expected: Expectation
  /** files this speaks of: `router/rules/mac.ts` */
  readonly code: readonly string[]
  /** files whose tests hold the code to it: `test/router/rules/mac.test.ts` */
  readonly tests: readonly string[]
}

interface ToolLimits {
  /** default 2048 */
  readonly heapMb?: number
  /** default 600: a machine may be busy */
  readonly timeoutS?: number
}

export interface TlcCheck extends Claim, ToolLimits {
  readonly engine: 'tlc'
  /** of proofs/spec, without .tla */
  readonly module: string
  /** of proofs/spec, without .cfg */
  readonly config: string
  /** a state without successor is an error; default: it is an end */
  readonly deadlockIsError?: boolean
}

export interface ApalacheCheck extends Claim, ToolLimits {
  readonly engine: 'apalache'
  readonly module: string
  /** without it only the types are checked */
  readonly inv?: string
  /** steps; of an inductive step 1, of its base 0 */
  readonly length?: number
  readonly init?: string
  readonly next?: string
  readonly cinit?: string
}

/** A check by a program of ours: traces of the model replayed on the code, logs of the code judged by the model, the model altered. */
export interface BridgeCheck extends Claim {
  readonly engine: 'replay' | 'slices' | 'mutants'
  /** the modules whose meaning it depends on: of proofs/spec, without .tla */
  readonly modules: readonly string[]
  /** the program it cannot do without */
  readonly needs?: 'tlc' | 'apalache' | 'mininet'
  /** checks by TLC of whose states it makes use: where one runs before it, it writes them */
  readonly reads?: readonly string[]
  run(dumps: Dumps): Promise<BridgeOutcome>
}

/** Identifier of a check by TLC -> the file that every state of it is written to. */
export type Dumps = ReadonlyMap<string, string>

export interface BridgeOutcome {
  readonly verdict: Expectation
  /** transitions replayed, slices judged, mutants killed: never 0 */
  readonly count: number
  /** the first disagreement, for a person */
  readonly detail?: string
}

export type Check = TlcCheck | ApalacheCheck | BridgeCheck

export type Engine = Check['engine']
