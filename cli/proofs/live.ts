/** An attack of the gallery on real routers: packets made in a simulated twin of the network, which has the same keys, and sent by its hosts. */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Emulation, EmulationPlan } from '#emulate/net/emulation.ts'
import { type Evidence, watchEvidence } from '#emulate/net/evidence.ts'
import type { Fabric } from '#emulate/net/fabric.ts'
import { followPackets, sendFromHost } from '#emulate/net/live-attacks.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { waitUntilSettled } from '#emulate/net/settling.ts'
import { inFolder } from '#proofs/engines/files.ts'
import type { GalleryEntry, Injection } from '#proofs/gallery/entry.ts'
import { galleryNetwork, gallerySeed, galleryTopology } from '#proofs/gallery/network.ts'
import { type Guard, isAsSaid, type Played } from '#proofs/gallery/play.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { headerHex } from '#router/evidence.ts'
import { ruleSet } from '#router/rules.ts'
import type { Fate } from '#sim/witness.ts'
import type { Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { warn } from '../output.ts'
import { during } from '../processes/emulate.ts'

/** How long links may take to come up, nanoseconds. */
const warmupNs = 45e9
const patienceMs = 10_000
const lookAgainMs = 50

/** Plays it with the guard of all routers on or off. Throws `UserError` for what only the simulator can do, `EnvironmentError`. */
export async function playLive(entry: GalleryEntry, guard: Guard, kind: Fabric['kind']): Promise<Played> {
  const topology = kind === 'loopback' ? galleryTopology() : forNamespaces(galleryTopology())
  requireHosts(entry, made(entry, topology))
  const off = guard === 'off' && entry.guard !== undefined ? { guardOff: entry.guard } : {}
  let fate: Fate = { end: 'lost', events: [] }
  await inFolder('attack', folder => {
    const plan: EmulationPlan = { kind, topology, seed: gallerySeed, folder: join(folder, 'processes'), evidence: true, ...off, note: warn }
    return during(plan, async emulation => {
      await waitUntilSettled(emulation, { steps: [], warmupNs })
      fate = await inject(emulation, made(entry, topology))
      return true
    })
  })
  return { guard, fate, asSaid: isAsSaid(entry, guard, fate) }
}

/** Of beacons of this moment: real routers take the hop fields that the simulated ASes made. */
const made = (entry: GalleryEntry, topology: Topology): readonly Injection[] =>
  entry.make(openWorkshop(galleryNetwork(ruleSet, { topology, nowS: Date.now() / 1000 })))

function requireHosts({ name }: GalleryEntry, injections: readonly Injection[]): void {
  if (injections.some(i => i.entrance.by !== 'host'))
    throw new UserError(`${name} comes in over a link, from a router that is bad`, 'leave out --live: here only hosts attack')
}

async function inject(e: Emulation, injections: readonly Injection[]): Promise<Fate> {
  const routers = e.topology.ases.flatMap(as => as.routers.map(r => r.id))
  const evidence = watchEvidence(e.folder, routers)
  const headers: string[] = []
  let fate: Fate = { end: 'lost', events: [] }
  for (const { entrance, bytes, afterNs = 0 } of injections) {
    if (entrance.by !== 'host') continue
    await setTimeout(afterNs / 1e6)
    headers.push(headerHex(bytes))
    await sendFromHost(e.hosts, e.hosts.find(entrance.host), entrance.router, bytes)
    fate = await fateOfLast(evidence, headers)
  }
  return fate
}

async function fateOfLast(evidence: Evidence, headers: readonly string[]): Promise<Fate> {
  const until = performance.now() + patienceMs
  for (;;) {
    const fate = followPackets(headers, evidence.events()).at(-1)!
    if (fate.end !== 'lost' || performance.now() > until) return fate
    await setTimeout(lookAgainMs)
  }
}
