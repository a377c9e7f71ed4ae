/** What a control service knows after half a minute of a simulated network, with real signatures. */
import { readFileSync } from 'node:fs'
import { createStores } from '#control/service.ts'
import type { ServiceState, Stores } from '#control/state.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { createNetwork } from '#sim/network.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { readTopo } from '#topology/topo.ts'
import type { IsdAs } from '#wire/isdas.ts'

export const epochS = 1_800_000_000

export function knowing(isdAs: IsdAs): ServiceState {
  const { topology } = readTopo(readFileSync(tiny, 'utf8'), tiny)
  const network = createNetwork(topology, { seed: 1, epochS, trust: { signer: 'real', ecdsa: platformEcdsa } })
  network.run(30e9)
  return network.services.find(s => s.as.isdAs === isdAs)!.service.state
}

/** Empty stores like those of the service. */
export const emptyLike = ({ as, policies }: ServiceState): Stores => createStores(as.core, policies)

/** Everything in the stores but the trust, by its ids. */
export const idsIn = ({ beacons, ups, cores, downs }: Stores) => ({
  beacons: [...beacons.groups.values()].flatMap(g => [...g.stored.values()].map(b => `${b.ingress} ${b.beacon.id}`)),
  ...Object.fromEntries(
    Object.entries({ ups, cores, downs }).map(([name, { byEnd }]) => [
      name,
      [...byEnd.values()].flatMap(s => [...s.values()].map(x => x.id)),
    ]),
  ),
})
