import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPem, fromBase64, parsePem, toBase64 } from '#crypto/pem.ts'
import { isMalformed } from '#wire/bytes.ts'

const block = fc.record({ label: fc.constantFrom('CERTIFICATE', 'TRC', 'EC PRIVATE KEY'), der: fc.uint8Array({ maxLength: 200 }) })

test('blocks read back as themselves, with text between them and any line ends', () => {
  const property = fc.property(
    fc.array(block, { maxLength: 4 }),
    fc.constantFrom('', 'some text\n', '\n\n'),
    fc.boolean(),
    (blocks, between, crlf) => {
      const text = between + blocks.map(formatPem).join(between) + between
      expect(parsePem(crlf ? text.replaceAll('\n', '\r\n') : text)).toEqual(blocks)
    },
  )
  fc.assert(property)
})

test('lines of 64 characters', () => {
  expect(formatPem({ label: 'TRC', der: new Uint8Array(50) })).toBe(`-----BEGIN TRC-----\n${'A'.repeat(64)}\nAAA=\n-----END TRC-----\n`)
})

test('what is no block is refused, with its place', () => {
  expect(parsePem('x\n-----BEGIN TRC-----\nAAAA\n')).toEqual({ malformed: 'PEM block TRC without its end', at: 2 })
  const second = `${formatPem({ label: 'TRC', der: new Uint8Array(9) })}-----BEGIN TRC-----\nDEK-Info: x\n-----END TRC-----\n`
  expect(parsePem(second)).toEqual({ malformed: 'PEM block TRC is not base64', at: second.lastIndexOf('-----BEGIN') })
  expect(isMalformed(parsePem('-----BEGIN TRC-----\nAAAA\n-----END CERTIFICATE-----\n'))).toBe(true)
  expect(parsePem('nothing')).toEqual([])
})

test('base64, strictly padded', () => {
  fc.assert(fc.property(fc.uint8Array(), b => void expect(fromBase64(toBase64(b))).toEqual(b)))
  for (const text of ['A', 'AA', 'AAA', 'A===', 'AA=A', '!!!!', 'AA_-']) expect(fromBase64(text), text).toBeUndefined()
})
