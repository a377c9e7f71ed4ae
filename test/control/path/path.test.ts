import { sha256 } from '@noble/hashes/sha2.js'
import { expect, test } from 'vitest'
import { emptyMetadata } from '#control/path/metadata.ts'
import { asesOf, emptyPath, fingerprintOf, interfacesText, sequenceText } from '#control/path/path.ts'
import { fromHex, toHex } from '#wire/bytes.ts'

const way = [
  { isdAs: '1-ff00:0:110', ifId: 1 },
  { isdAs: '1-ff00:0:111', ifId: 41 },
] as const

test('the fingerprint is SHA-256 over 16 bytes an interface', () => {
  const input = fromHex('0001ff0000000110 0000000000000001 0001ff0000000111 0000000000000029')!
  expect(fingerprintOf(way)).toBe(toHex(sha256(input)))
  expect(fingerprintOf([...way].reverse())).not.toBe(fingerprintOf(way))
})

test('interfaces as text', () => {
  expect(interfacesText(way)).toBe('1-ff00:0:110#1 1-ff00:0:111#41')
})

test('inside an AS there is no path, and it never expires', () => {
  expect(emptyPath('1-1', 1400)).toEqual({
    src: '1-1',
    dst: '1-1',
    bytes: new Uint8Array(0),
    interfaces: [],
    mtu: 1400,
    expiryS: Infinity,
    weight: 0,
    fingerprint: '',
    metadata: emptyMetadata,
  })
})

test('an AS each, interfaces in travel direction', () => {
  const through = [...way, { isdAs: '1-ff00:0:111', ifId: 2 } as const, { isdAs: '1-ff00:0:112', ifId: 3 } as const]
  expect(sequenceText(through)).toBe('1-ff00:0:110#0,1 1-ff00:0:111#41,2 1-ff00:0:112#3,0')
  expect(asesOf(through, isdAs => isdAs)).toEqual(['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112'])
  expect(sequenceText([])).toBe('')
})
