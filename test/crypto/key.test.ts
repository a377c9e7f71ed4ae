import { pbkdf2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { forwardingKey, forwardingKeyOf } from '#crypto/key.ts'
import { toHex } from '#wire/bytes.ts'

test('the key of the acceptance tests, made by the reference', () => {
  const master = Uint8Array.from(atob('V9SOOHqV4KdAL6utGnvEtA=='), c => c.charCodeAt(0))
  expect(toHex(forwardingKey(master))).toBe('1009878f5b2a8f571e2771369a06f65f')
  expect(toHex(forwardingKeyOf('V9SOOHqV4KdAL6utGnvEtA==\n'))).toBe('1009878f5b2a8f571e2771369a06f65f')
  expect(() => forwardingKeyOf('no base64!')).toThrow('is no master secret')
})

test('PBKDF2 as OpenSSL computes it, for a master secret of any length', () => {
  for (const length of [0, 1, 16, 100]) {
    const master = new Uint8Array(length).fill(7)
    expect(toHex(forwardingKey(master))).toBe(pbkdf2Sync(master, 'Derive OF Key', 1000, 16, 'sha256').toString('hex'))
  }
})
