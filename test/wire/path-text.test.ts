import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatHops, formatRawPath, formatSequence, formatUnixSeconds, type PathInterface } from '#wire/path-text.ts'
import { scionPath } from './arbitrary.ts'

const interfaces: PathInterface[] = [
  { isdAs: '1-ff00:0:111', ifId: 41 },
  { isdAs: '1-ff00:0:110', ifId: 1 },
  { isdAs: '1-ff00:0:110', ifId: 2 },
  { isdAs: '1-ff00:0:112', ifId: 1 },
]

test('interfaces as the scion tools print them', () => {
  expect(formatHops(interfaces)).toBe('1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112')
  expect(formatSequence(interfaces)).toBe('1-ff00:0:111#0,41 1-ff00:0:110#1,2 1-ff00:0:112#1,0')
  expect([formatHops([]), formatSequence([])]).toEqual(['', ''])
})

const hop = (consIngress: number, consEgress: number) => ({
  ingressAlert: false,
  egressAlert: false,
  expTime: 63,
  consIngress,
  consEgress,
  mac: new Uint8Array(6),
})

test('a raw path on one line', () => {
  const path = {
    currInf: 0,
    currHf: 1,
    segLens: [2, 1],
    infos: [
      { consDir: false, peer: false, segId: 0x111, timestamp: 1_800_000_000 },
      { consDir: true, peer: true, segId: 0xffff, timestamp: 0 },
    ],
    hops: [hop(411, 0), { ...hop(131, 141), ingressAlert: true }, { ...hop(0, 7), ingressAlert: true, egressAlert: true }],
  }
  expect(formatRawPath(path)).toBe('-- 0x0111 2027-01-15T08:00:00Z (411,0) *(131,141,I) | CP 0xffff 1970-01-01T00:00:00Z (0,7,IE)')
})

test('every path has one star and as many hops as fields', () => {
  fc.assert(
    fc.property(scionPath, path => {
      const text = formatRawPath(path)
      expect(text.split('*').length - 1).toBe(1)
      expect(text.split('(').length - 1).toBe(path.hops.length)
      expect(text.split(' | ').length).toBe(path.infos.length)
    }),
  )
})

test('any 32-bit time has a text', () => {
  expect(formatUnixSeconds(0xffff_ffff)).toBe('2106-02-07T06:28:15Z')
})
