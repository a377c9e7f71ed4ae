/** The chosen cover on a network of Mininet's: started, sent under each of its configurations, ended. */
import { ipBatch } from '#emulate/net/command.ts'
import { type Emulation, startEmulation } from '#emulate/net/emulation.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { waitUntilSettled } from '#emulate/net/settling.ts'
import { nodeNames } from '#emulate/net/wiring.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { farEnds, findAs, interfaceOf } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { readGoldens } from '../checks/golden.ts'
import { networkOf, type Replayed } from '../checks/replay.ts'
import { inFolder } from '../engines/files.ts'
import { type LiveDifference, playLive } from './live.ts'

export interface LiveReport {
  readonly sent: number
  readonly differences: readonly LiveDifference[]
}

const seed = 1

/** `which`: configurations of one network; what one takes down stays so. Throws `EnvironmentError`; then nothing is left behind. */
export const playCover = (which: readonly Replayed[]): Promise<LiveReport> =>
  inFolder('live', async folder => {
    const topology = forNamespaces(networkOf(which[0]!).topology)
    const e = await startEmulation({ kind: 'mininet', topology, seed, folder, evidence: true, note: () => {} })
    try {
      await waitUntilSettled(e, { steps: [], warmupNs: 60e9 })
      const reports: LiveReport[] = []
      for (const configuration of which) reports.push(await playConfiguration(e, configuration))
      return { sent: reports.reduce((sum, r) => sum + r.sent, 0), differences: reports.flatMap(r => r.differences) }
    } finally {
      await e.end()
    }
  })

async function playConfiguration(e: Emulation, configuration: Replayed): Promise<LiveReport> {
  const network = { ...networkOf(configuration), topology: e.topology }
  await takeDown(e, network)
  const all = readGoldens().get(configuration.name)?.steps ?? []
  const steps = all.map(s => s.step).filter(step => !leavesByDeadEnd(network, step))
  return { sent: steps.length, differences: await playLive(e, network, steps) }
}

/** These ends of links and routers say nothing any more to those they are to hold for down: BFD notices. */
async function takeDown({ topology, net }: Emulation, { downLinks, downSiblings }: ReplayNetwork): Promise<void> {
  const nameOf = nodeNames(topology)
  const silence = (isdAs: IsdAs, router: string, far: string): Promise<string> =>
    ipBatch([`route replace blackhole ${parseUnderlay(far).ip}`], net.fabric.inside(nameOf(isdAs, router)))
  for (const { as, id } of downLinks) {
    const { router, interface: i } = interfaceOf(findAs(topology, as)!, id)!
    await silence(as, router.id, i.remote)
  }
  for (const { as, router, sibling } of downSiblings)
    await silence(as, router, findAs(topology, as)!.routers.find(r => r.id === sibling)!.internalAddress)
}

/** The model has links down at one of their ends; a real one is down at both: what would leave by the other does not. */
function leavesByDeadEnd({ topology, downLinks, downSiblings }: ReplayNetwork, { arrival: { as, router }, outcome }: ModelStep): boolean {
  const ends = downLinks.map(d => farEnds(topology)(d.as, d.id))
  return outcome.verdict === 'handOver'
    ? downSiblings.some(d => d.as === as && d.sibling === router && d.router === outcome.sibling)
    : outcome.verdict === 'forward' && ends.some(end => end?.isdAs === as && end.ifId === outcome.egress)
}
