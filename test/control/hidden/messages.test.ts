import fc from 'fast-check'
import { expect, test } from 'vitest'
import { groupIdOf } from '#control/hidden/group.ts'
import {
  decodeHiddenQuestion,
  decodeRegistration,
  decodeServices,
  decodeSignedRequest,
  encodeHiddenQuestion,
  encodeRegistration,
  encodeServices,
  encodeSignedRequest,
} from '#control/hidden/messages.ts'
import { fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import { segmentAlong } from '../segments.ts'

const downs = [segmentAlong(['1-1', '1-11']), segmentAlong(['1-1', '1-11', '1-111'])]

test('a registration is the segments and the number of the group', () => {
  const bytes = encodeRegistration('ff00:0:2-3', { downs })
  expect(decodeRegistration(bytes)).toEqual({ group: 'ff00:0:2-3', segments: { ups: [], cores: [], downs } })
  expect(toHex(encodeRegistration('0-12c', {}))).toBe('10ac02')
  expect(decodeRegistration(new Uint8Array(0))).toEqual({ group: '0-0', segments: { ups: [], cores: [], downs: [] } })
})

test('a question names groups, packed or one by one, and where to', () => {
  // group_ids 1 and 300 (packed), dst_isd_as 1-1
  const bytes = encodeHiddenQuestion({ groups: ['0-1', '0-12c'], dst: '1-1' })
  expect(toHex(bytes)).toBe('0a0301ac021081808080808040')
  expect(decodeHiddenQuestion(bytes)).toEqual({ groups: ['0-1', '0-12c'], dst: '1-1' })
  expect(decodeHiddenQuestion(fromHex('080108ac021081808080808040')!)).toEqual({ groups: ['0-1', '0-12c'], dst: '1-1' })
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 64 }), numbers => {
      const groups = numbers.map(groupIdOf)
      expect(decodeHiddenQuestion(encodeHiddenQuestion({ groups, dst: '1-ff00:0:5' }))).toEqual({ groups, dst: '1-ff00:0:5' })
    }),
  )
})

test('nobody asks for no group, or for very many', () => {
  const asked = (count: number) => decodeHiddenQuestion(encodeHiddenQuestion({ groups: Array(count).fill('0-1'), dst: '1-1' }))
  expect([0, 1, 64, 65].map(n => isMalformed(asked(n)))).toEqual([true, false, false, true])
})

test('services by their addresses; what is no address is left out', () => {
  const services = { lookup: ['10.0.0.1:5', '[fd00::1]:6'], registration: ['10.0.0.1:7'] }
  expect(decodeServices(encodeServices(services))).toEqual(services)
  expect(toHex(encodeServices({ lookup: [], registration: ['1.2.3.4:5'] }))).toBe('120b0a09312e322e332e343a35')
  expect(decodeServices(encodeServices({ lookup: ['host:1', '1.2.3.4', '1.2.3.4:5'], registration: [] }))).toEqual({
    lookup: ['1.2.3.4:5'],
    registration: [],
  })
  expect(decodeServices(new Uint8Array(0))).toEqual({ lookup: [], registration: [] })
})

test('a signed request holds a message', () => {
  expect(decodeSignedRequest(encodeSignedRequest(Uint8Array.of(1, 2)))).toEqual(Uint8Array.of(1, 2))
  expect(isMalformed(decodeSignedRequest(new Uint8Array(0)))).toBe(true)
})

test('bytes of any kind are a value or malformed, and no exception', () => {
  const valid = [
    encodeRegistration('1-1', { downs }),
    encodeHiddenQuestion({ groups: ['1-1'], dst: '1-1' }),
    encodeServices({ lookup: ['1.2.3.4:5'], registration: [] }),
  ]
  const cut = fc.constantFrom(...valid).chain(b => fc.nat(b.length).map(n => b.slice(0, n)))
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), cut), b => {
      for (const decode of [decodeRegistration, decodeHiddenQuestion, decodeServices, decodeSignedRequest]) decode(b)
    }),
  )
})
