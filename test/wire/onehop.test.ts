import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHex } from '#wire/bytes.ts'
import { buildOneHop, checkOneHop, firstHopAt, oneHopAsScionPath, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { buildPath, checkPath, parseHop, parseInfo, reversedPath } from '#wire/path.ts'
import { hop, info } from './arbitrary.ts'

test('fixed bytes: info field, first hop, and room for the second', () => {
  const first = {
    ingressAlert: true,
    egressAlert: false,
    expTime: 63,
    consIngress: 0,
    consEgress: 141,
    mac: Uint8Array.of(1, 2, 3, 4, 5, 6),
  }
  const bytes = buildOneHop({ consDir: true, peer: false, segId: 0x111, timestamp: 0x5f00_0000 }, first)
  expect(toHex(bytes)).toBe(`010001115f000000023f0000008d010203040506${'00'.repeat(12)}`)
  expect([oneHopLength, firstHopAt(100), secondHopAt(100)]).toEqual([32, 108, 120])
})

test('what was built is read back', () => {
  const property = fc.property(info, hop, (i, first) => {
    const bytes = buildOneHop(i, first)
    expect(checkOneHop(bytes, 0)).toBeUndefined()
    expect(parseInfo(bytes, 0)).toEqual(i)
    expect(parseHop(bytes, firstHopAt(0))).toEqual(first)
    expect(bytes.subarray(secondHopAt(0)).every(byte => byte === 0)).toBe(true)
  })
  fc.assert(property)
})

test('a path cut short, by the packet or by its header, says where', () => {
  for (let length = 0; length < 32; length++) {
    expect(checkOneHop(new Uint8Array(10 + length), 10)).toMatchObject({ malformed: expect.stringContaining(`${length} left`), at: 10 })
    expect(checkOneHop(new Uint8Array(99), 10, 10 + length)).toMatchObject({ malformed: expect.stringContaining(`${length} left`) })
  }
  expect(checkOneHop(new Uint8Array(4), 10)).toMatchObject({ malformed: expect.stringContaining('0 left') })
  expect(checkOneHop(new Uint8Array(42), 10)).toBeUndefined()
})

test('completed, it stands for a SCION path of two hops in construction direction, at its end, which can be walked back', () => {
  const property = fc.property(info, hop, hop, (i, first, second) => {
    const path = oneHopAsScionPath(i, first, second)
    expect(checkPath(buildPath(path), 0)).toBeUndefined()
    const back = reversedPath(path)
    expect(back).toMatchObject({ currInf: 0, currHf: 0, segLens: [2], hops: [second, first] })
    expect(back.infos).toEqual([{ ...i, consDir: false, peer: false }])
  })
  fc.assert(property)
})
