import { expect, test } from 'vitest'
import { ingressInterface, pathPointersFit, peeringHopFound } from '#router/rules/path.ts'
import { type Circumstances, reasonBy, standBefore } from './stand-before.ts'

/** Byte 36 begins the path: CurrINF 2 bits, CurrHF 6 bits. */
const at = (inf: number, hf: number) => ({ 36: (inf << 6) | hf })
const three = ['along 0x1 (0,1) (2,3)', 'along 0x2 (4,5) *(131,141)', 'along 0x3 (6,7) (8,9)']

test('each CurrHF fits exactly the CurrINF of its segment', () => {
  const fitting: string[] = []
  for (let inf = 0; inf < 4; inf++)
    for (let hf = 0; hf < 64; hf++)
      if (reasonBy(pathPointersFit, { path: three, poke: at(inf, hf) }) === undefined) fitting.push(`${inf} ${hf}`)
  expect(fitting).toEqual(['0 0', '0 1', '1 2', '1 3', '2 4', '2 5'])
})

test('a segment of one hop only where the current segment has the Peer flag', () => {
  const singleton = (peer: string): readonly (readonly string[])[] => [
    [`along${peer} 0x1 *(131,141)`, 'along 0x2 (1,2) (3,4)'],
    ['along 0x1 (1,2) (3,4)', `along${peer} 0x2 *(131,141)`],
    [`along${peer} 0x1 *(131,141) (5,6)`, 'along 0x2 (1,2)'],
    [`along${peer} 0x1 *(131,141) (5,6)`, 'along 0x2 (1,2) (3,4)', 'along 0x3 (7,8)'],
  ]
  expect(singleton('').map(path => reasonBy(pathPointersFit, { path }))).toEqual(Array(4).fill('pathMalformed'))
  expect(singleton(' peer').map(path => reasonBy(pathPointersFit, { path }))).toEqual(Array(4).fill(undefined))
})

test('a path without hops', () => {
  // Bytes 37 to 39 hold the segment lengths: all zero, the rest of the header is excess.
  expect(reasonBy(pathPointersFit, { poke: { 36: 0, 37: 0, 38: 0, 39: 0 } })).toBe('pathMalformed')
})

test('the peering hops are the two that meet, in a path of exactly two segments', () => {
  const peering = (path: readonly string[]): boolean | string => {
    const standing = standBefore(peeringHopFound, { path })
    const verdict = standing.apply()
    return verdict === undefined ? standing.p.peering : String(reasonBy(peeringHopFound, { path }))
  }
  expect(peering(['against peer 0x1 *(1,2) (121,131)', 'along peer 0x2 (3,4) (5,6)'])).toBe(false)
  expect(peering(['against peer 0x1 (1,2) *(121,131)', 'along peer 0x2 (3,4) (5,6)'])).toBe(true)
  expect(peering(['against peer 0x1 (1,2) (121,131)', 'along peer 0x2 *(3,4) (5,6)'])).toBe(true)
  expect(peering(['against peer 0x1 (1,2) (121,131)', 'along peer 0x2 (3,4) *(5,6)'])).toBe(false)
  expect(peering(['against 0x1 (1,2) *(121,131)', 'along 0x2 (3,4) (5,6)'])).toBe(false)
  expect(peering(['along peer 0x1 (1,2) *(121,131)'])).toBe('peeringMalformed')
  expect(peering(['along peer 0x1 *(1,2)', 'along 0x2 (3,4)', 'along 0x3 (5,6)'])).toBe('peeringMalformed')
})

test('the interface the packet entered the AS by: behind a segment change the hop before tells', () => {
  const entered = (c: Circumstances): number => {
    const standing = standBefore(peeringHopFound, c)
    standing.apply()
    return ingressInterface(standing.p)
  }
  expect(entered({ path: ['along 0x1 (0,311) *(131,141) (411,0)'] })).toBe(131)
  expect(entered({ path: ['against 0x1 (0,311) *(131,141) (411,0)'] })).toBe(141)
  expect(entered({ path: ['along 0x1 (1,2) (131,0)', 'along 0x2 *(7,141) (411,0)'] })).toBe(131)
  expect(entered({ path: ['against 0x1 (1,2) (0,151)', 'along 0x2 *(7,141) (411,0)'] })).toBe(151)
  expect(entered({ path: ['against peer 0x1 (1,2) (0,151)', 'along peer 0x2 *(7,141) (411,0)'] })).toBe(7)
  expect(entered({ path: ['against 0x1 (1,2) (0,151)', 'along 0x2 (7,141) *(411,0)'] })).toBe(411)
})
