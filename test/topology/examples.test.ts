/** The example networks: each loads, is legal, says what it shows, and shows it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '#test/availability.ts'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'
import { isdOf } from '#wire/isdas.ts'

const folder = join(root, 'examples', 'topologies')
const names = readdirSync(folder).sort()
const load = (name: string) => loadTopo(readFileSync(join(folder, name), 'utf8'), join(folder, name))
const get = (name: string): Topology => load(`${name}.topo`).topology

test('there are eleven, from 2 to 60 ASes', () => {
  const sizes = names.map(name => load(name).topology.ases.length).sort((a, b) => a - b)
  expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([11, 2, 60])
})

test.each(names)('%s is legal, without warnings, named like its file, and says what it shows', name => {
  const { topology, warnings } = load(name)
  expect(warnings).toEqual([])
  expect(`${topology.name}.topo`).toBe(name)
  expect(topology.note!.length).toBeGreaterThan(60)
  expect(topology.ases.every(as => as.core || as.certIssuer !== undefined)).toBe(true)
})

describe('they show what they say', () => {
  test('border-routers: several routers an AS, IPv6 inside', () => {
    const { ases } = get('border-routers')
    expect(ases.filter(as => as.routers.length > 1).length).toBeGreaterThanOrEqual(2)
    expect(ases[0]!.routers.map(r => r.interfaces.length)).toEqual([2, 1, 1])
    expect(ases[0]!.underlay).toBe('ipv6')
  })
  test('lossy: loss, jitter, narrow and long links', () => {
    const shapes = get('lossy').links.map(l => l.shape)
    expect(shapes.some(s => s.loss >= 0.03 && s.jitterNs > 0)).toBe(true)
    expect(shapes.some(s => s.rateBps <= 1e6)).toBe(true)
    expect(shapes.some(s => s.delayNs >= 200e6)).toBe(true)
  })
  test('peering: peering links in and between ISDs', () => {
    const peers = get('peering').links.filter(l => l.type === 'peer')
    expect(new Set(peers.map(l => isdOf(l.a.isdAs) === isdOf(l.b.isdAs)))).toEqual(new Set([true, false]))
  })
  test('internet60: four ISDs, and what its note says the generator makes', () => {
    const { ases, links } = get('internet60')
    expect(new Set(ases.map(as => isdOf(as.isdAs))).size).toBe(4)
    const options = { ...defaultGenerateOptions, ases: 60, isds: 4, coreShare: 0.15, degree: 2.8, peering: 0.35 }
    expect(generateTopology('random', options, randomFromSeed(60))).toMatchObject({ ases, links })
  })
})

describe('demo16', () => {
  const topology = get('demo16')
  const joined = (a: string, b: string) => topology.links.find(l => [l.a.isdAs, l.b.isdAs].sort().join() === [a, b].sort().join())

  test('16 ASes in three ISDs', () => {
    expect(topology.ases).toHaveLength(16)
    expect(new Set(topology.ases.map(as => isdOf(as.isdAs))).size).toBe(3)
  })

  test('three paths from alice to bob that share no AS, up, over core or peering links, and down', () => {
    const paths = [
      ['1-ff00:0:113', '1-ff00:0:111', '1-ff00:0:110', '2-ff00:0:210', '2-ff00:0:212'],
      ['1-ff00:0:113', '1-ff00:0:121', '1-ff00:0:120', '2-ff00:0:220', '2-ff00:0:221', '2-ff00:0:212'],
      ['1-ff00:0:113', '1-ff00:0:112', '2-ff00:0:211', '2-ff00:0:212'],
    ]
    const turns = paths.map(path =>
      path
        .slice(1)
        .map((as, i) => {
          const link = joined(path[i]!, as)!
          return link.type === 'child' ? (link.b.isdAs === path[i] ? 'up' : 'down') : link.type
        })
        .join(' '),
    )
    expect(turns).toEqual(['up up core down', 'up up core down down', 'up peer down'])
    const between = paths.flatMap(path => path.slice(1, -1))
    expect(new Set(between).size).toBe(between.length)
    expect(topology.ases.find(as => as.isdAs === '1-ff00:0:113')!.hosts[0]!.name).toBe('alice')
    expect(topology.ases.find(as => as.isdAs === '2-ff00:0:212')!.hosts[0]!.name).toBe('bob')
  })
})
