import { expect, test } from 'vitest'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { createSymbols, symbolsOf } from '#proofs/replay/symbols.ts'
import { simulatedKey } from '#sim/network.ts'
import { getU16 } from '#wire/bytes.ts'
import { recordOf, t1 } from './lab.ts'

const network = t1()
const symbols = symbolsOf(network)
const first = recordOf(network, '1-ff00:0:110', 0, 2)
const second = recordOf(network, '1-ff00:0:112', 1, 0)

test('a tag is the MAC its AS makes with its key', () => {
  const mac = createHopMac(simulatedKey(symbols.seed, '1-ff00:0:112'))
  const expected = hopMac(mac, symbols.segId(second.segId), symbols.epochS + second.ts / 2, second.exp, 1, 0)
  expect(symbols.mac(second.tag)).toEqual(expected.slice(0, 6))
  expect(symbols.authenticator(second.tag)).toEqual(expected)
})

test('a SegID is the XOR of what its set names', () => {
  expect(second.segId).toEqual([...first.segId, first.tag])
  expect(symbols.segId(second.segId)).toBe(symbols.segId(first.segId) ^ getU16(symbols.mac(first.tag), 0))
  expect(symbols.segId([])).toBe(0)
  expect(symbols.segId([-3])).not.toBe(symbols.segId([-4]))
})

test('what has no record is six bytes that are no MAC', () => {
  const known = network.macs.map(m => symbols.mac(m.tag).join())
  expect(new Set(known).size).toBe(known.length)
  expect(known).not.toContain(symbols.mac(-1).join())
  expect(symbols.mac(-1)).toEqual(symbols.mac(-1))
  expect(symbols.authenticator(-1)).toBeUndefined()
})

test('and back', () => {
  expect(symbols.tagOf(symbols.mac(second.tag))).toBe(second.tag)
  expect(symbols.tagOf(new Uint8Array(6))).toBeUndefined()
  expect(symbols.setOf(symbols.segId(second.segId))).toEqual(second.segId)
})

test('records that cannot be', () => {
  const twice = { ...network, macs: [first, { ...second, tag: first.tag }] }
  expect(() => createSymbols(twice, 1)).toThrow('is of two hop fields')
  const circle = { ...network, macs: [{ ...first, segId: [first.tag] }] }
  expect(() => createSymbols(circle, 1)).toThrow('is part of its own SegID')
  const foreign = { ...network, macs: [{ ...first, as: '9-ff00:0:1' as const }] }
  expect(() => createSymbols(foreign, 1)).toThrow('AS 9-ff00:0:1 is not in the network')
})

test('two tags that are the same bytes are a coincidence', () => {
  const same = { ...network, macs: [first, { ...first, tag: first.tag + 1 }] }
  expect(() => symbolsOf(same)).toThrow(`the MACs ${first.tag} and ${first.tag + 1} are the same bytes`)
})
