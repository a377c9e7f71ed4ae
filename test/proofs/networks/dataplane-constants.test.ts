import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { dataplaneModule } from '#proofs/networks/dataplane-constants.ts'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
import { loadTopo } from '#topology/load.ts'

const { topology } = loadTopo(eightTopo, 'eight.topo')

describe('the constants of the data plane', () => {
  test('Eight.tla is what the generator makes of the network', () => {
    const file = new URL('../../../proofs/spec/Eight.tla', import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(dataplaneModule('Eight', topology, eightSegments))
  })

  test('a segment has the interfaces that a beacon passed, and the peering links of its ASes', () => {
    const text = dataplaneModule('X', topology, [['1-ff00:0:110', '1-ff00:0:111']])
    expect(text).toContain('[as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, peers |-> {}]')
    expect(text).toContain('[as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, peers |-> {3}]')
  })

  test('a segment that goes up, or past the network, is refused', () => {
    expect(() => dataplaneModule('X', topology, [['1-ff00:0:111', '1-ff00:0:110']])).toThrow('0 links for beacons')
    expect(() => dataplaneModule('X', topology, [['1-ff00:0:999']])).toThrow('is not in eight')
  })
})
