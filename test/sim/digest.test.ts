import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createDigest } from '#sim/digest.ts'

const of = (feed: (d: ReturnType<typeof createDigest>) => void): string => {
  const digest = createDigest()
  feed(digest)
  return digest.value()
}

test('the same on every machine and Node version', () => {
  expect(of(() => {})).toMatchInlineSnapshot(`"53a27e3a5fd0bafc96d8041b7acb866c"`)
  expect(
    of(d => {
      d.number(12_345_678_901_234)
      d.bytes(Uint8Array.of(1, 2, 3, 4, 5))
      d.text('1-ff00:0:110')
    }),
  ).toMatchInlineSnapshot(`"f1cd46e037c37c0c0170cb1491416989"`)
})

test('any bit of any byte counts, and so do length and order', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(7), (bytes, at, bit) => {
      const other = bytes.slice()
      other[at % bytes.length]! ^= 1 << bit
      expect(of(d => d.bytes(other))).not.toBe(of(d => d.bytes(bytes)))
      expect(of(d => d.bytes(bytes.subarray(1)))).not.toBe(of(d => d.bytes(bytes)))
    }),
  )
  expect(of(d => [1, 2].forEach(d.number))).not.toBe(of(d => [2, 1].forEach(d.number)))
  expect(of(d => d.text('ab'))).not.toBe(of(d => d.text('ba')))
})

test('both halves of a number count', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
      fc.pre(a !== b)
      expect(of(d => d.number(a))).not.toBe(of(d => d.number(b)))
    }),
  )
})

test('no two of many short runs have the same digest', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 20_000; i++) seen.add(of(d => d.number(i)))
  expect(seen.size).toBe(20_000)
})
