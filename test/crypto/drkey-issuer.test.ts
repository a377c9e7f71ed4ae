import { expect, test } from 'vitest'
import { derivationOf, level1Key, secretValue } from '#crypto/drkey.ts'
import { epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { parseHost } from '#wire/host-address.ts'

const secret = Uint8Array.of(9, 9, 9)
const issuer = createIssuer(secret, 3600)
const epoch = epochAt(1_800_000_000, 3600)
const host = parseHost('10.0.0.1')

test('derives as the levels say; niche protocols from the generic level-1 key', () => {
  const level1 = level1Key(secretValue(secret, 1, epoch), '1-2')
  expect(issuer.level1(1, '1-2', epoch)).toEqual(level1)
  expect(issuer.asHost(1, '1-2', host, epoch)).toEqual(derivationOf(1).asHost(level1, host))
  const generic = level1Key(secretValue(secret, 0, epoch), '1-2')
  expect(issuer.asHost(77, '1-2', host, epoch)).toEqual(derivationOf(77).asHost(generic, host))
})

test('remembers few secret values, and makes forgotten ones again', () => {
  const first = issuer.level1(1, '1-2', epoch)
  for (let i = 1; i <= 20; i++) issuer.level1(1, '1-2', epochAt(1_800_000_000 + 3600 * i, 3600))
  expect(issuer.level1(1, '1-2', epoch)).toEqual(first)
})
