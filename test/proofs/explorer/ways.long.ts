/** Every path that a host is offered is one that the explorer's packets take: what it says that holds is said of these, too. */
import { expect, test } from 'vitest'
import { combine } from '#control/path/combine.ts'
import { lastIsdAs } from '#control/segment/segment.ts'
import { explore } from '#proofs/explorer/explore.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { completedFor } from '#proofs/explorer/onehop.ts'
import type { Property } from '#proofs/explorer/property.ts'
import { createStepper } from '#proofs/explorer/step.ts'
import { findAs } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { worldOf } from './lab.ts'

/** The interfaces by which packets of hosts in `from` come into ASes, one after another. */
function waysFrom(name: string, from: IsdAs): Set<string> {
  const { world, known, network } = worldOf(name)
  const maxHops = Math.max(...known.segments.map(s => s.entries.length))
  const seen = new Set<string>()
  const property: Property = {
    name: 'ways',
    claim: '',
    judge(memory, { as, entered, arrived }) {
      const way = arrived && entered !== 0 ? `${memory} ${as.isdAs}#${entered}` : memory
      seen.add(way)
      return { memory: way }
    },
  }
  const attackers = new Set([from])
  const stepper = createStepper(world, createForge(world, new Set(), completedFor(world, attackers)), { maxHops })
  const { cut } = explore({ world, stepper, property, attackers, times: [network.loop.now], maxStates: 500_000, confirm: () => false })
  expect(cut).toBe(false)
  return seen
}

test.each(['tiny', 'shortcut', 'peering', 'diamond', 'border-routers', 'two-isds', 'lossy', 'hidden-paths', 'demo16'])('%s', name => {
  const { known, network } = worldOf(name)
  const isCore = (isdAs: IsdAs): boolean => findAs(network.topology, isdAs)!.core
  const cores = known.segments.filter(s => isCore(lastIsdAs(s)))
  const others = known.segments.filter(s => !isCore(lastIsdAs(s)))
  const ases = network.topology.ases.map(a => a.isdAs)
  let count = 0
  // Of many ASes some are enough: all of demo16 were asked once.
  for (const src of ases.filter((_, i) => i % Math.ceil(ases.length / 6) === 0)) {
    const ways = waysFrom(name, src)
    for (const dst of ases.filter(a => a !== src)) {
      const ups = others.filter(s => lastIsdAs(s) === src)
      const downs = others.filter(s => lastIsdAs(s) === dst)
      const offered = combine(src, dst, { ups, cores, downs }).map(({ interfaces }) => interfaces)
      count += offered.length
      const missing = offered
        .map(interfaces =>
          interfaces
            .filter((_, i) => i % 2 === 1)
            .map(({ isdAs, ifId }) => ` ${isdAs}#${ifId}`)
            .join(''),
        )
        .filter(way => !ways.has(way))
      expect(missing, `${src} to ${dst}`).toEqual([])
    }
  }
  expect(count).toBeGreaterThanOrEqual(ases.length)
})
