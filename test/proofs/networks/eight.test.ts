import { expect, test } from 'vitest'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
import { loadTopo } from '#topology/load.ts'

test('the network of eight is legal, and E has no segment from C2 to its customer G: what a splice would make', () => {
  const { topology } = loadTopo(eightTopo, 'eight.topo')
  expect(topology.ases).toHaveLength(8)
  expect(topology.links.filter(l => l.type === 'peer')).toHaveLength(1)
  const toG = eightSegments.filter(ases => ases.at(-1) === '1-ff00:0:116')
  expect(toG.map(ases => ases[0])).toEqual(['1-ff00:0:110'])
  expect(eightSegments).toContainEqual(['1-ff00:0:120', '1-ff00:0:111', '1-ff00:0:114'])
})
