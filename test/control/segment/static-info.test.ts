import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeStaticInfo, encodeStaticInfo, noStaticInfo, type StaticInfo } from '#control/segment/static-info.ts'
import { isMalformed, toHex } from '#wire/bytes.ts'

const perInterface = <T>(value: fc.Arbitrary<T>) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), value), { maxLength: 3 }).map(list => new Map(list))
const u32 = fc.integer({ min: 0, max: 0xffff_ffff })
const float = fc.float({ noNaN: true })
const texts = fc.string({ unit: 'binary', maxLength: 8 })

const staticInfos: fc.Arbitrary<StaticInfo> = fc.record({
  latencyIntraUs: perInterface(u32),
  latencyInterUs: perInterface(u32),
  bandwidthIntraKbps: perInterface(fc.maxSafeNat()),
  bandwidthInterKbps: perInterface(fc.maxSafeNat()),
  geo: perInterface(fc.record({ latitude: float, longitude: float, address: texts })),
  linkType: perInterface(fc.constantFrom('direct' as const, 'multihop' as const, 'opennet' as const)),
  internalHops: perInterface(u32),
  note: texts,
})

test('there and back', () => {
  fc.assert(fc.property(staticInfos, s => void expect(decodeStaticInfo(encodeStaticInfo(s))).toEqual(s)))
})

test('fixed bytes', () => {
  const s: StaticInfo = {
    ...noStaticInfo,
    latencyInterUs: new Map([[300, 128_000]]),
    geo: new Map([[5, { latitude: 69.5, longitude: 0, address: 'L5' }]]),
    linkType: new Map([[300, 'multihop']]),
    note: 'N',
  }
  expect(toHex(encodeStaticInfo(s))).toBe(
    '0a09120708ac021080e807' + '1a0d08051209' + '0d00008b42' + '1a024c35' + '220508ac021002' + '32014e',
  )
  expect(encodeStaticInfo(noStaticInfo).length).toBe(0)
  expect(decodeStaticInfo(new Uint8Array(0))).toEqual(noStaticInfo)
})

test('of equal keys the last counts; unknown link types and interfaces no link has are left out', () => {
  const hops = (...entries: readonly number[][]) => Uint8Array.from(entries.flatMap(e => [0x2a, e.length, ...e]))
  expect(decodeStaticInfo(hops([8, 1, 16, 2], [8, 1, 16, 3], [16, 9], [8, 7]))).toEqual({
    ...noStaticInfo,
    internalHops: new Map([
      [1, 3],
      [0, 9],
      [7, 0],
    ]),
  })
  expect(decodeStaticInfo(hops([8, 0x80, 0x80, 4, 16, 2]))).toEqual(noStaticInfo)
  const types = Uint8Array.of(0x22, 4, 8, 1, 16, 9, 0x22, 4, 8, 2, 16, 0, 0x22, 4, 8, 3, 16, 3)
  expect(decodeStaticInfo(types)).toEqual({ ...noStaticInfo, linkType: new Map([[3, 'opennet']]) })
})

test('a message in two pieces is one', () => {
  const pieces = [
    [8, 1, 16, 2],
    [8, 3, 16, 4],
  ].flatMap(e => [0x0a, 6, 0x0a, 4, ...e])
  expect(decodeStaticInfo(Uint8Array.from(pieces))).toEqual({
    ...noStaticInfo,
    latencyIntraUs: new Map([
      [1, 2],
      [3, 4],
    ]),
  })
})

test('any bytes are read or malformed; text must be UTF-8', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), b => void decodeStaticInfo(b)),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(staticInfos, fc.nat(), fc.integer({ min: 1, max: 255 }), (s, at, x) => {
      const b = encodeStaticInfo(s)
      decodeStaticInfo(b.map((v, i) => (i === at % b.length ? v ^ x : v)))
      decodeStaticInfo(b.subarray(0, at % (b.length + 1)))
    }),
  )
  expect(isMalformed(decodeStaticInfo(Uint8Array.of(0x32, 1, 0xff)))).toBe(true)
  expect(isMalformed(decodeStaticInfo(Uint8Array.of(0x1a, 5, 0x12, 3, 0x1a, 1, 0xff)))).toBe(true)
  for (const field of [0x0a, 0x12, 0x1a, 0x22, 0x2a]) expect(isMalformed(decodeStaticInfo(Uint8Array.of(field, 2, 0x0a, 9)))).toBe(true)
})
