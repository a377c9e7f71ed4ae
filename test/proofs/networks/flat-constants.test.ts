import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
import { flatModule } from '#proofs/networks/flat-constants.ts'
import { loadTopo } from '#topology/load.ts'

const { topology } = loadTopo(eightTopo, 'eight.topo')
const hopsIn = (text: string): string[] => text.split('\n').filter(line => line.includes('made |-> TRUE'))

describe('the constants of the flat data plane', () => {
  test('FlatEight.tla is what the generator makes of the network', () => {
    const file = new URL('../../../proofs/spec/FlatEight.tla', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(flatModule('FlatEight', topology, eightSegments))
  })

  test('a hop field knows what lies at both its interfaces, and the SegID behind it is the one the next is made with', () => {
    const [first, second] = hopsIn(flatModule('X', topology, [['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:114']]))
    expect(first).toContain(
      'egType |-> "child", egAs |-> "1-ff00:0:111", egFar |-> 1, egFarType |-> "parent", segId |-> 101, folded |-> 102',
    )
    expect(second).toContain('as |-> "1-ff00:0:111", made |-> TRUE, in |-> 1')
    expect(second).toContain('segId |-> 102, folded |-> 103')
  })

  test('the hop field of a peering link is made with the SegID behind the hop, and begins a run of its own', () => {
    const peering = hopsIn(flatModule('X', topology, [['1-ff00:0:110', '1-ff00:0:111']])).filter(line => line.includes('inType |-> "peer"'))
    expect(peering).toHaveLength(1)
    expect(peering[0]).toContain('inAs |-> "1-ff00:0:112"')
    expect(peering[0]).toContain('segId |-> 103, folded |-> 30102, start |-> 30102, end |-> 103')
  })

  test('each interface has a forged hop field that leaves by it', () => {
    const text = flatModule('X', topology, [])
    expect(text.match(/made \|-> FALSE/g)).toHaveLength(24)
    expect(text).toContain('made |-> FALSE, in |-> 3, inType |-> "peer", inAs |-> "1-ff00:0:112"')
  })
})
