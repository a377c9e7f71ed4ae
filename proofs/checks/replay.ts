/** Complete replay: every state that TLC finds of a configuration of Router.tla, on the real routers. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inFolder } from '#proofs/engines/files.ts'
import { readStates } from '#proofs/engines/states.ts'
import { runTlc } from '#proofs/engines/tlc.ts'
import { verdictWords } from '#proofs/engines/tlc-output.ts'
import { readConstants } from '#proofs/replay/configuration.ts'
import { type ReplayNetwork, replayNetwork } from '#proofs/replay/network.ts'
import { createReplay, type Difference } from '#proofs/replay/replay.ts'
import { stepsOf, type TracedStep } from '#proofs/replay/traces.ts'
import { loadTopo } from '#topology/load.ts'
import { EnvironmentError } from '#wire/error.ts'
import { networks } from './networks.ts'

const proofs = fileURLToPath(new URL('..', import.meta.url))
const specFile = (name: string): string => readFileSync(join(proofs, 'spec', name), 'utf8')

/** A configuration of Router.tla that is replayed: MC_Router_<name>.cfg. */
export interface Replayed {
  /** T1 ... T6 */
  readonly network: string
  readonly name: string
}

const plainly = (network: string): Replayed => ({ network, name: network })

/** Every network, and those whose links are down or whose keys are known. */
export const replayed: readonly Replayed[] = [...networks.map(plainly), { network: 'T1', name: 'down' }, { network: 'T6', name: 'keyleak' }]

export function networkOf({ network, name }: Replayed): ReplayNetwork {
  const file = `${network}.topo`
  const { topology } = loadTopo(readFileSync(join(proofs, 'networks', file), 'utf8'), file)
  const configuration = `MC_Router_${name}.cfg`
  return replayNetwork(network, topology, readConstants(specFile(configuration), specFile(`MC_Router_${network}.tla`), configuration))
}

/** What the steps depend on. Theorems do not change them. */
export function specHashOf({ network, name }: Replayed): string {
  const hash = createHash('sha256')
  for (const module of ['Router', 'Paths', 'Attacker', 'Network', network, `MC_Router_${network}`]) hash.update(specFile(`${module}.tla`))
  hash.update(specFile(`MC_Router_${name}.cfg`).split('INIT')[0]!)
  return hash.digest('hex')
}

export interface ReplayResult {
  readonly network: ReplayNetwork
  readonly transitions: number
  readonly differences: readonly Difference[]
}

/** Differences that are kept; the rest only counts as a difference. */
const most = 20

/** The check that has the same states. */
export const checkOf = ({ name }: Replayed): string => `router-${name.toLowerCase()}`

/** Has TLC write the states, and replays each. `each`: sees every step. Throws `EnvironmentError` when TLC is not here. */
export const replayCompletely = (which: Replayed, each: (traced: TracedStep) => void = () => {}): Promise<ReplayResult> =>
  inFolder('replay', async folder => {
    const dump = join(folder, `${which.name}.dump`)
    const [module, config] = [`MC_Router_${which.network}.tla`, `MC_Router_${which.name}.cfg`].map(file => join(proofs, 'spec', file))
    const { verdict } = await runTlc({ module: module!, config: config!, dump, timeoutS: 600, heapMb: 3072 })
    if (verdict.kind !== 'holds') throw new EnvironmentError(`TLC did not write all states of ${which.name}: ${verdictWords(verdict)}`)
    return replayDump(networkOf(which), dump, each)
  })

/** Replays the states of a dump. Throws `UserError` for a file that is none, cut, or of another network. */
export const replayDump = (network: ReplayNetwork, dump: string, each?: (traced: TracedStep) => void): ReplayResult =>
  replaySteps(network, stepsOf(readStates(dump), dump), each)

export function replaySteps(
  network: ReplayNetwork,
  steps: Iterable<TracedStep>,
  each: (traced: TracedStep) => void = () => {},
): ReplayResult {
  const replay = createReplay(network)
  const differences: Difference[] = []
  let transitions = 0
  for (const traced of steps) {
    transitions++
    const difference = differences.length < most ? replay.step(traced.step) : undefined
    if (difference !== undefined) differences.push(difference)
    each(traced)
  }
  return { network, transitions, differences }
}
