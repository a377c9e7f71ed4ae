import { describe, expect, test } from 'vitest'
import { decodeDer } from '#crypto/der.ts'
import { buildName, type Name, type NameAttribute, readName, subjectName } from '#crypto/name.ts'
import { oids } from '#crypto/oid.ts'
import { isMalformed } from '#wire/bytes.ts'

const name = (...pairs: readonly (readonly [keyof typeof oids, string])[]): Name =>
  buildName(pairs.map(([type, value]): NameAttribute => ({ type: oids[type], value })))

test('a name of ours reads back as itself', () => {
  const built = name(['country', 'CH'], ['organization', 'Zürich & Söhne'], ['commonName', 'x'], ['isdAs', '1-ff00:0:110'])
  const read = decodeDer(built.der, 1000, r => readName(r, 'name'))
  expect(read).toEqual(built)
  expect(isMalformed(read) ? '' : read.isdAs).toBe('1-ff00:0:110')
  expect(built.attributes.map(a => a.value)).toEqual(['CH', 'Zürich & Söhne', 'x', '1-ff00:0:110'])
})

describe('the ISD-AS', () => {
  const isdAsOf = (...texts: readonly string[]) => name(...texts.map(t => ['isdAs', t] as const))

  test('canonical and no wildcard; the first one counts', () => {
    expect(isdAsOf('1-64512').isdAs).toBe('1-64512')
    expect(isdAsOf('1-ff00:0:111', 'nonsense').isdAs).toBe('1-ff00:0:111')
    for (const text of ['1-FF00:0:111', '1-0', '0-ff00:0:111', 'abc', '1-0:0:5', '']) {
      expect(isdAsOf(text).isdAs, text).toBeUndefined()
      expect(isdAsOf(text).isdAsFault, text).toBeDefined()
    }
  })

  test('may be absent', () => {
    expect(isdAsOf().isdAs).toBeUndefined()
    expect(isdAsOf().isdAsFault).toBeUndefined()
  })
})

describe('names are equal', () => {
  const equal = (a: Name, b: Name) => a.comparable === b.comparable
  const plain = name(['commonName', 'a'], ['organization', 'o'])

  test('whatever their order, string types and ISD-AS', () => {
    expect(equal(plain, name(['organization', 'o'], ['commonName', 'a']))).toBe(true)
    expect(equal(plain, name(['organization', 'o'], ['commonName', 'a'], ['isdAs', '1-2']))).toBe(true)
    expect(equal(plain, name(['organization', 'o'], ['commonName', 'first'], ['commonName', 'a']))).toBe(true)
  })

  test('not with another value, one more or one less', () => {
    expect(equal(plain, name(['organization', 'o'], ['commonName', 'b']))).toBe(false)
    expect(equal(plain, name(['commonName', 'a']))).toBe(false)
    expect(equal(plain, name(['organization', 'o'], ['organization', 'p'], ['commonName', 'a']))).toBe(false)
    expect(equal(plain, name(['organizationalUnit', 'o'], ['commonName', 'a']))).toBe(false)
  })
})

test('the name testcrypto gives', () => {
  const { commonName, isdAs } = subjectName('1-ff00:0:110 AS Certificate', '1-ff00:0:110')
  expect([commonName, isdAs]).toEqual(['1-ff00:0:110 AS Certificate', '1-ff00:0:110'])
  expect(name().commonName).toBe('')
})

test('texts are PrintableString where that can hold them, as Go writes them', () => {
  const tagOf = (value: string): number => buildName([{ type: oids.commonName, value }]).der[11]!
  expect(['1-ff00:0:110 Root (a)', 'Zürich', 'a*b', 'a@b', 'a_b'].map(tagOf)).toEqual([0x13, 0x0c, 0x0c, 0x0c, 0x0c])
})
