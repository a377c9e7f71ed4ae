import { beforeEach, describe, expect, test } from 'vitest'
import { applyFault, findLink, linksBetween } from '#sim/faults.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import type { Link } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { exampleTopology } from './examples.ts'

/** A customer with an unlimited and a limited link to its provider. */
const { topology } = loadTopo(`
ASes:
  "1-ff00:0:1": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:2": {cert_issuer: "1-ff00:0:1"}
links:
  - {a: "1-ff00:0:1-A#1", b: "1-ff00:0:2#11", linkAtoB: CHILD, delay: 2ms, loss: 0.25}
  - {a: "1-ff00:0:1-B#2", b: "1-ff00:0:2#12", linkAtoB: CHILD, delay: 3ms, bw: 500, queue: 7}
`)
const unlimited = '1-ff00:0:1#1'
const limited = '1-ff00:0:2#12'

let network: Network
beforeEach(() => {
  network = createNetwork(topology, { seed: 1 })
})

const shapes = (link: number) => network.directions[link]!.map(d => d.shape)

function complaint(act: () => unknown): { message: string; hint: string | undefined } {
  try {
    act()
  } catch (error) {
    if (error instanceof UserError) return { message: error.message, hint: error.hint }
    throw error
  }
  throw new Error('no complaint')
}

describe('links', () => {
  test('are cut and mended in both directions, named by either end', () => {
    const up = () => network.directions.flat().map(d => d.up)
    applyFault(network, { kind: 'cut', link: unlimited })
    expect(up()).toEqual([false, false, true, true])
    applyFault(network, { kind: 'cut', link: limited })
    applyFault(network, { kind: 'mend', link: '1-ff00:0:2#11' })
    expect(up()).toEqual([true, true, false, false])
  })

  test('are found by their ends only; the complaint names those there are', () => {
    const ends = ['1-ff00:0:1#1', '1-ff00:0:2#11', '1-ff00:0:1#2', '1-ff00:0:2#12']
    expect(ends.map(end => findLink(network, end).index)).toEqual([0, 0, 1, 1])
    expect(complaint(() => findLink(network, '1-ff00:0:2#1'))).toEqual({
      message: 'no link ends at 1-ff00:0:2#1',
      hint: 'known: 1-ff00:0:2#11, 1-ff00:0:2#12',
    })
    expect(complaint(() => findLink(network, '1-ff00:0:9#1')).hint).toBe('1-ff00:0:9 has no links')
    for (const end of ['', '1-ff00:0:1', '#1', '1-ff00:0:1#', '1-ff00:0:1#1#1', '1-ff00:0:1#-1'])
      expect(
        complaint(() => findLink(network, end)),
        end,
      ).toEqual({
        message: `"${end}" is no end of a link`,
        hint: 'expected ISD-AS#INTERFACE, like 1-ff00:0:110#1',
      })
    expect(complaint(() => findLink(network, 'one#1')).message).toContain('one')
  })
})

describe('a new shape', () => {
  test('holds in both directions, of this link only; what it does not name stays', () => {
    applyFault(network, { kind: 'shape', link: limited, shape: { delayNs: 9e6, loss: 0.5 } })
    const shape = { delayNs: 9e6, jitterNs: 0, loss: 0.5, rateBps: 5e8, queuePackets: 7 }
    expect(shapes(1)).toEqual([shape, shape])
    expect(shapes(0)[0]).toMatchObject({ delayNs: 2e6, loss: 0.25 })
  })

  test.each([
    ['a rate brings the default queue', unlimited, { rateBps: 1e6 }, 100],
    ['a rate with its queue', unlimited, { rateBps: 1e6, queuePackets: 3 }, 3],
    ['no queue without a rate', unlimited, { queuePackets: 3 }, Infinity],
    ['another rate keeps the queue', limited, { rateBps: 1e6 }, 7],
    ['another queue keeps the rate', limited, { queuePackets: 3 }, 3],
    ['no rate, no queue', limited, { rateBps: Infinity }, Infinity],
  ])('%s', (_, link, shape, queuePackets) => {
    applyFault(network, { kind: 'shape', link, shape })
    expect(shapes(findLink(network, link).index).map(s => s.queuePackets)).toEqual([queuePackets, queuePackets])
  })

  test('a queue that was unlimited overflows: one on the wire, a hundred waiting', () => {
    const [direction] = network.directions[0]!
    const burst = () => Array.from({ length: 150 }, () => direction.transmit(new Uint8Array(100), 0)).filter(Boolean).length
    applyFault(network, { kind: 'shape', link: unlimited, shape: { loss: 0 } })
    expect(burst()).toBe(150)
    applyFault(network, { kind: 'shape', link: unlimited, shape: { rateBps: 1e6 } })
    expect(burst()).toBe(101)
    expect(direction.counters.queueFull).toBe(49)
  })
})

describe('nodes', () => {
  test('routers and control services stop and start, others go on', () => {
    const alive = () => [...network.routers, ...network.services].map(n => n.node.alive)
    const [router, service] = [network.routers[1]!, network.services[0]!]
    applyFault(network, { kind: 'stopRouter', router: router.router.state.id })
    applyFault(network, { kind: 'stopService', service: service.service.state.id })
    expect(network.routers.map(r => r.router.state.id)).toEqual(['br1-ff00_0_1-1', 'br1-ff00_0_1-2', 'br1-ff00_0_2-1', 'br1-ff00_0_2-2'])
    expect(alive()).toEqual([true, false, true, true, false, true])
    const before = [router.router, service.service]
    applyFault(network, { kind: 'startRouter', router: 'br1-ff00_0_1-2' })
    applyFault(network, { kind: 'startService', service: service.service.state.id })
    expect(alive()).toEqual([true, true, true, true, true, true])
    expect([router.router === before[0], service.service === before[1]]).toEqual([false, false])
  })

  test('that do not exist: the complaint names those there are', () => {
    expect(complaint(() => applyFault(network, { kind: 'stopRouter', router: 'br9' }))).toEqual({
      message: 'there is no router "br9"',
      hint: 'known: br1-ff00_0_1-1, br1-ff00_0_1-2, br1-ff00_0_2-1, br1-ff00_0_2-2',
    })
    expect(complaint(() => applyFault(network, { kind: 'startService', service: 'br1-ff00_0_1-1' }))).toEqual({
      message: 'there is no control service "br1-ff00_0_1-1"',
      hint: 'known: cs1-ff00_0_1-1, cs1-ff00_0_2-1',
    })
  })

  test('of many the complaint names eight', () => {
    const lines = Array.from({ length: 9 }, (_, i) => `  "1-${i + 1}": {core: true}`)
    const many = createNetwork(loadTopo(`ASes:\n${lines.join('\n')}\nlinks: []`).topology, { seed: 1 })
    expect(complaint(() => applyFault(many, { kind: 'stopService', service: 'x' })).hint).toMatch(/^known: (cs1-\d-1, ){8}\.\.\.$/)
  })
})

describe('whole ASes', () => {
  const alive = () => [...network.routers, ...network.services].filter(n => n.node.alive).map(n => n.as.isdAs)

  test('go down with all their nodes, and come up with or without their store', () => {
    const service = network.services[1]!
    const { beacons } = service.service.state
    applyFault(network, { kind: 'stopAs', as: '1-ff00:0:2' })
    expect(alive()).toEqual(['1-ff00:0:1', '1-ff00:0:1', '1-ff00:0:1'])
    applyFault(network, { kind: 'startAs', as: '1-ff00:0:2', store: 'kept' })
    expect(alive()).toHaveLength(6)
    expect(service.service.state.beacons).toBe(beacons)
    applyFault(network, { kind: 'startAs', as: '1-ff00:0:2' })
    expect(service.service.state.beacons).not.toBe(beacons)
  })

  test('have clocks of their own', () => {
    applyFault(network, { kind: 'clock', as: '1-ff00:0:2', aheadS: -300 })
    expect(network.topology.ases.map(as => network.clockOf(as.isdAs).epochS - network.clock.epochS)).toEqual([0, -300])
  })
})

describe('partitions', () => {
  const three = exampleTopology('demo16')
  const names = (links: readonly Link[]) => links.map(l => `${l.a.isdAs} ${l.b.isdAs}`)

  test('are all links between the sides, or to all others', () => {
    expect(names(linksBetween(three, ['3'], ['1']))).toEqual(['1-ff00:0:120 3-ff00:0:320'])
    expect(names(linksBetween(three, ['1'], ['3']))).toEqual(['1-ff00:0:120 3-ff00:0:320'])
    expect(names(linksBetween(three, ['3-ff00:0:312'], undefined))).toEqual(['3-ff00:0:311 3-ff00:0:312', '3-ff00:0:321 3-ff00:0:312'])
    expect(linksBetween(three, ['1', '2'], undefined)).toEqual(linksBetween(three, ['3'], undefined))
  })

  test('are cut and healed', () => {
    const demo = createNetwork(three, { seed: 1 })
    const down = () => demo.topology.links.filter(l => demo.directions[l.index]!.some(d => !d.up))
    applyFault(demo, { kind: 'partition', a: ['3'] })
    expect(down()).toEqual(linksBetween(three, ['3'], undefined))
    applyFault(demo, { kind: 'heal', a: ['3'], b: ['1'] })
    expect(down()).toEqual(linksBetween(three, ['3'], ['2']))
  })

  test('need two sides with a link between them', () => {
    expect(complaint(() => linksBetween(three, ['4'], undefined))).toEqual({
      message: 'the network has no ISD or AS "4"',
      hint: 'it has ISDs 1, 2, 3',
    })
    expect(complaint(() => linksBetween(three, ['1'], ['2-ff00:0:9'])).message).toBe('the network has no ISD or AS "2-ff00:0:9"')
    expect(complaint(() => linksBetween(three, ['1', '2', '3'], undefined)).message).toBe('no link joins the two sides')
  })
})
