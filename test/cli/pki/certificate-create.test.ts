import { statSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { type Certificate, isSignedBy } from '#crypto/certificate.ts'
import { checkChain, parseCertificates } from '#crypto/chain.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { onDay, type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
onDay(1)
beforeAll(async () => {
  lab = await tinyLab()
})
const create = (...args: string[]) => lab.pki('certificate', 'create', ...args)
const certificates = (file: string) => parseCertificates(lab.text(file)) as Certificate[]
const keyIn = (file: string) => parsePrivateKey(lab.text(file)) as PrivateKey

test('a hierarchy of one AS: root, CA, chain; the key belongs to its certificate and is for its owner alone', async () => {
  await create('1-ff00:0:120', lab.at('root.crt'), lab.at('root.key'), '--profile', 'cp-root', '--curve', 'P-384')
  await create(
    '1-ff00:0:120',
    lab.at('ca.crt'),
    lab.at('ca.key'),
    '--profile',
    'cp-ca',
    '--ca',
    lab.at('root.crt'),
    '--ca-key',
    lab.at('root.key'),
  )
  const { out } = await create(
    '1-ff00:0:121',
    lab.at('as.pem'),
    lab.at('as.key'),
    '--ca',
    lab.at('ca.crt'),
    '--ca-key',
    lab.at('ca.key'),
    '--bundle',
  )
  expect(out).toContain('written to as.pem, as.key')
  const [root] = certificates('root.crt')
  const chain = checkChain(certificates('as.pem'))
  if (typeof chain === 'string') throw new Error(chain)
  expect(isSignedBy(chain.ca, root!.publicKey, platformEcdsa)).toBe(true)
  expect(isSignedBy(chain.as, chain.ca.publicKey, platformEcdsa)).toBe(true)
  expect(keysMatch(keyIn('as.key'), chain.as.publicKey!)).toBe(true)
  expect(statSync(lab.at('as.key')).mode & 0o777).toBe(0o600)
  expect(new Set([root!, chain.ca, chain.as].map(c => c.serial)).size).toBe(3)
})

test('with a key that is there, and the subject of another certificate', async () => {
  const old = lab.at('gen/certs/ISD1-ASff00_0_110.regular.crt')
  const key = 'gen/ASff00_0_110/crypto/voting/regular-voting.key'
  await create(old, lab.at('again.crt'), '--profile', 'regular-voting', '--key', lab.at(key), '--not-before', '2026-01-01T00:00:00Z')
  const [before, now] = [certificates('gen/certs/ISD1-ASff00_0_110.regular.crt')[0]!, certificates('again.crt')[0]!]
  expect(now.subject.der).toEqual(before.subject.der)
  expect(now.publicKey).toEqual(before.publicKey)
  expect(now.serial).not.toBe(before.serial)
})

test('what cannot be', async () => {
  const at = [lab.at('x.crt'), lab.at('x.key')]
  const fails = (...flags: string[]) => lab.fails('certificate', 'create', '1-ff00:0:120', ...at, ...flags)
  const ca = ['--ca', lab.at('gen/certs/ISD1-ASff00_0_110.ca.crt'), '--ca-key', lab.at('gen/ASff00_0_110/crypto/ca/cp-ca.key')]
  expect(await fails()).toContain('a cp-as certificate is issued by a cp-ca\n  hint: give --ca FILE and --ca-key FILE')
  expect(await fails('--profile', 'cp-root', ...ca)).toContain('signs itself')
  expect(await fails('--profile', 'cp-ca', ...ca)).toContain('is no cp-root certificate but cp-ca')
  expect(await fails(...ca, '--not-after', '2040-01-01T00:00:00Z')).toContain('valid when its issuer is not')
  expect(await fails(...ca, '--not-after', '2020-01-01T00:00:00Z')).toContain('would end before it begins')
  expect(await fails(...ca.slice(0, 3), lab.at('gen/ASff00_0_110/crypto/ca/cp-root.key'))).toContain('is not the key of')
  expect(await lab.fails('certificate', 'create', '1-ff00:0:120', lab.at('x.crt'), ...ca)).toContain('nowhere to write the new key')
})
