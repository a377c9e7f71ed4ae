import { expect, test } from 'vitest'
import { maxMetBytes, readChain, readTrc } from '#control/trust/met.ts'
import { isMalformed } from '#wire/bytes.ts'
import { during } from './authority.ts'
import { authority } from './signed.ts'

const { chain } = authority.credentials.get('1-11')!
const raw = { as: chain.as.der, ca: chain.ca.der }

test('the same bytes are the same chain, read once', () => {
  const read = readChain({ as: raw.as.slice(), ca: raw.ca.slice() })
  expect(read).toMatchObject({ as: { subject: { isdAs: '1-11' } } })
  expect(readChain(raw)).toBe(read)
})

test('what is read does not depend on the packet it was in', () => {
  const packet = new Uint8Array([...authority.credentials.get('1-12')!.chain.as.der, ...raw.ca])
  const length = packet.length - raw.ca.length
  const read = readChain({ as: packet.subarray(0, length), ca: packet.subarray(length) })
  packet.fill(0)
  expect(isMalformed(read) ? read : read.as.der[0]).toBe(0x30)
})

test('no chain: rubbish, or certificates in another order', () => {
  expect(isMalformed(readChain({ as: Uint8Array.of(1), ca: raw.ca }))).toBe(true)
  expect(isMalformed(readChain({ as: raw.as, ca: new Uint8Array(0) }))).toBe(true)
  expect(isMalformed(readChain({ as: raw.ca, ca: raw.as }))).toBe(true)
})

test('TRCs likewise', () => {
  const { der } = authority.trcs.get(1)!
  const read = readTrc(der.slice())
  expect(isMalformed(read)).toBe(false)
  expect(readTrc(der)).toBe(read)
  expect(isMalformed(readTrc(der.subarray(1)))).toBe(true)
})

test('long ones push out others before they fill the memory', () => {
  const first = authority.trcs.get(2)!
  const known = readTrc(first.der)
  const long = (serial: number) => authority.update(first, 'regular', { ...during(0, 1000), description: `${serial}`.padEnd(900_000) })
  for (let i = 0; i * 900_000 < maxMetBytes; i++) expect(isMalformed(readTrc(long(i).der))).toBe(false)
  expect(readTrc(first.der)).not.toBe(known)
})
