import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeEpic, digestHolds, type EpicDetached, encodeEpic, epicDigest } from '#control/segment/epic.ts'
import { concatBytes, fromHex, toHex } from '#wire/bytes.ts'

const auth = fc.uint8Array({ minLength: 10, maxLength: 10 })
const detached: fc.Arbitrary<EpicDetached> = fc.record({ hop: auth, peers: fc.array(auth, { maxLength: 4 }) })

test('there and back', () => {
  fc.assert(fc.property(detached, e => void expect(decodeEpic(encodeEpic(e))).toEqual(e)))
})

test('as a recorded entry has it', () => {
  const e = {
    hop: fromHex('61a2b8af7fa837aef866')!,
    peers: ['86db220057dcf8158d65', 'eea8f10fd8e16e046535', '898e4bb604064068e58e'].map(h => fromHex(h)!),
  }
  expect(toHex(epicDigest(e))).toBe('3a3a43fd5656bbbba82f01a3231990a4')
  expect(toHex(encodeEpic({ hop: e.hop, peers: [] }))).toBe('c23e0c0a0a61a2b8af7fa837aef866')
})

test('authenticators are cut and filled up to 10 bytes', () => {
  const b = concatBytes(Uint8Array.of(0xc2, 0x3e, 0x07, 0x0a, 2, 1, 2, 0x12, 1, 9))
  expect(decodeEpic(b)).toEqual({ hop: fromHex('01020000000000000000'), peers: [fromHex('09000000000000000000')] })
  expect(decodeEpic(new Uint8Array(0))).toBeUndefined()
  expect(decodeEpic(Uint8Array.of(0xc2, 0x3e, 0))).toEqual({ hop: new Uint8Array(10), peers: [] })
  expect(decodeEpic(Uint8Array.of(0xc2, 0x3e, 9))).toMatchObject({ malformed: 'not protobuf' })
})

test('the digest holds for these authenticators alone', () => {
  fc.assert(
    fc.property(detached, fc.nat(), (e, n) => {
      const digest = epicDigest(e)
      const changed = { ...e, hop: e.hop.map((x, i) => (i === n % 10 ? x ^ 1 : x)) }
      expect([digestHolds(e, digest), digestHolds(changed, digest), digestHolds(e, undefined)]).toEqual([true, false, false])
      expect(digestHolds({ ...e, peers: [...e.peers, e.hop] }, digest)).toBe(false)
    }),
  )
})
