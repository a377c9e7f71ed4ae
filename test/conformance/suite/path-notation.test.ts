import { expect, test } from 'vitest'
import { segmentPattern } from '#conformance/suite/format.ts'
import { readPath, readSegment } from '#conformance/suite/path-notation.ts'
import { chainSegId, createHopMac, hopMac } from '#crypto/mac.ts'
import { key } from '#test/router/network.ts'

const mac = createHopMac(key)
const context = { mac, nowS: 1_800_000_000 }

test('a segment with everything', () => {
  const text = 'against peer 0x111^1 -6min (511,0) *(121,151)EI:63 (0,211)!'
  expect(segmentPattern.test(text)).toBe(true)
  const { info, hops, authenticators, current } = readSegment(text, context)
  const own = hopMac(mac, 0x111, context.nowS - 360, 63, 121, 151)
  expect(authenticators[1]).toEqual(own)
  expect(info).toEqual({ consDir: false, peer: true, segId: chainSegId(0x111, own), timestamp: context.nowS - 360 })
  expect(hops[1]).toEqual({ ingressAlert: true, egressAlert: true, expTime: 63, consIngress: 121, consEgress: 151, mac: own.slice(0, 6) })
  const flipped = hopMac(mac, 0x111, context.nowS - 360, 0, 0, 211).slice(0, 6)
  flipped[5]! ^= 1
  expect(hops[2]!.mac).toEqual(flipped)
  expect(current).toBe(1)
})

test('where a path stands', () => {
  const { path } = readPath(['along 0x1 +5s (0,1) (2,0)', 'along 0x2 -1d *(0,3) (4,0)'], context)
  expect(path).toMatchObject({ currInf: 1, currHf: 2, segLens: [2, 2] })
  expect(path.infos.map(i => i.timestamp - context.nowS)).toEqual([5, -86_400])
  expect(readPath(['along 0x1 (0,1) (2,0)'], context).path).toMatchObject({ currInf: 0, currHf: 0 })
})

test.each(['along 0x1', 'up 0x1 (0,1)', 'along 0x1 (0,1', 'along 0x1^7 (0,1)', 'along 1 (0,1)', 'along 0x1 -6m (0,1)'])(
  '%s is refused',
  text => {
    expect(() => readSegment(text, context)).toThrow(/is no segment or hop/)
  },
)
