import { expect, test } from 'vitest'
import type { Step } from '#control/path/combine.ts'
import { epicAuthsOf } from '#control/path/epic-auths.ts'
import { toHex } from '#wire/bytes.ts'

const bytes = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill)

/** An entry whose MACs are all of `n` and whose one peer entry's are of `n + 1`; `rests`: how many authenticators it announces, hop first. */
function step(n: number, rests: number, peer?: number): Step {
  const hop = (fill: number) => ({ ingress: 1, egress: 2, expTime: 63, mac: bytes(6, fill) })
  const peers = [{ peer: '1-9' as const, peerIfId: 1, peerMtu: 1400, hop: hop(n + 1) }]
  const epic = rests === 0 ? {} : { epic: { hop: bytes(10, n), peers: rests > 1 ? [bytes(10, n + 1)] : [] } }
  const entry = { isdAs: '1-1' as const, next: '0-0' as const, mtu: 1400, ingressMtu: 1400, hop: hop(n), peers, ...epic }
  return { entry, ...(peer !== undefined && { peer }) }
}
const texts = (...steps: Step[]): string[] | undefined => {
  const auths = epicAuthsOf(steps)
  return auths && [toHex(auths.phvf), toHex(auths.lhvf)]
}

test('the full MACs of the last two hop fields', () => {
  expect(texts(step(0x10, 0), step(0x20, 1), step(0x30, 1))).toEqual(['20'.repeat(16), '30'.repeat(16)])
})

test('of a peering link those of the peer hop field', () => {
  expect(texts(step(0x20, 2, 0), step(0x30, 2, 0))).toEqual(['21'.repeat(16), '31'.repeat(16)])
})

test('none where one of the two says nothing, or less than it should', () => {
  expect(texts(step(0x20, 0), step(0x30, 1))).toBeUndefined()
  expect(texts(step(0x20, 1), step(0x30, 0))).toBeUndefined()
  expect(texts(step(0x20, 1), step(0x30, 1, 0))).toBeUndefined()
  expect(texts(step(0x30, 1))).toBeUndefined()
  expect(texts()).toBeUndefined()
})
