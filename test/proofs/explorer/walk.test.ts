import { expect, test } from 'vitest'
import type { Draft } from '#proofs/explorer/draft.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { injectionsOf } from '#proofs/explorer/starts.ts'
import { walk, wholePacket } from '#proofs/explorer/walk.ts'
import { worldOf } from './lab.ts'

const { world, known, network } = worldOf('two')
const [origin, end] = ['1-ff00:0:110', '1-ff00:0:111'].map(isdAs => known.of(isdAs as '1-ff00:0:110')[0]!)
const info = { consDir: true, peer: false, segId: origin!.beta, timestamp: origin!.timestamp }
const hops = [origin!, end!].map(h => ({ ...h, ingressAlert: false, egressAlert: false }))
const down: Draft = {
  src: '1-ff00:0:110',
  dst: '1-ff00:0:111',
  segments: 1,
  lone: false,
  lens: [2],
  infos: [info],
  hops,
  startInf: 0,
  startHf: 0,
}
const [injection] = injectionsOf(world, ['1-ff00:0:110'], new Set())

test('a packet along its segment passes both ASes, and breaks what says that it must not', () => {
  const sent = { injection: injection!, bytes: wholePacket(down), now: network.loop.now }
  const right = walk(world, sent, parseProperty('path-auth', { known, leaked: new Set() }), new Set())
  expect(right.broken).toBeUndefined()
  expect(right.passages.map(p => [p.as.isdAs, p.entered, p.left])).toEqual([
    ['1-ff00:0:110', 0, 1],
    ['1-ff00:0:111', 1, 0],
  ])
  const isolation = parseProperty('isolation:1-ff00:0:110->1-ff00:0:111', { known, leaked: new Set() })
  expect(walk(world, sent, isolation, new Set()).broken).toBe('1-ff00:0:111 took it in by interface 1')
})

test('refused packets go no further, and at a bad AS it ends', () => {
  const bytes = wholePacket({ ...down, hops: [hops[0]!, { ...hops[1]!, mac: new Uint8Array(6) }] })
  const property = parseProperty('path-auth', { known, leaked: new Set() })
  expect(walk(world, { injection: injection!, bytes, now: network.loop.now }, property, new Set()).passages).toHaveLength(1)
  const sent = { injection: injection!, bytes: wholePacket(down), now: network.loop.now }
  expect(walk(world, sent, property, new Set(['1-ff00:0:111'] as const)).passages).toHaveLength(1)
})
