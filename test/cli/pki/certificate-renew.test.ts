import { existsSync } from 'node:fs'
import { beforeAll, expect, test, vi } from 'vitest'
import type { Certificate } from '#crypto/certificate.ts'
import { parseCertificates } from '#crypto/chain.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { keysMatch, parsePrivateKey } from '#crypto/key-file.ts'
import { formatTrcFile } from '#crypto/signed-trc.ts'
import { makeIsd } from '#test/crypto/isd.ts'
import { begin, onDay, type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
beforeAll(async () => {
  lab = await tinyLab()
})
const dayMs = 86_400_000
/** The day before the chain expires. */
onDay(2)

const chain = 'gen/ASff00_0_111/crypto/as/ISD1-ASff00_0_111.pem'
const key = 'gen/ASff00_0_111/crypto/as/cp-as.key'
const ca = () => ['--ca', lab.at('gen/certs/ISD1-ASff00_0_110.ca.crt'), '--ca-key', lab.at('gen/ASff00_0_110/crypto/ca/cp-ca.key')]
const command = (...flags: string[]) => [
  'certificate',
  'renew',
  lab.at(chain),
  lab.at(key),
  ...ca(),
  '--trc',
  lab.at('gen/trcs/ISD1-B1-S1.trc'),
  ...flags,
]
const asIn = (file: string) => (parseCertificates(lab.text(file)) as Certificate[])[0]!
const keyIn = (file: string) => parsePrivateKey(lab.text(file)) as PrivateKey

test('a new key, a later expiry, the same subject; and the chain verifies', async () => {
  const { out, exit } = await lab.pki(...command('--out', lab.at('new.pem'), '--out-key', lab.at('new.key')))
  expect(exit).toBeUndefined()
  expect(out).toMatch(
    /^1-ff00:0:111: renewed with a new key by .*\n {2}before .* until 2026-01-04T00:00:00Z\n {2}now .* until 2026-01-06T00:00:00Z\nwritten to new.pem, new.key\n$/,
  )
  expect(asIn('new.pem').subject.der).toEqual(asIn(chain).subject.der)
  expect(keysMatch(keyIn('new.key'), asIn('new.pem').publicKey!)).toBe(true)
  expect(asIn('new.pem').publicKey).not.toEqual(asIn(chain).publicKey)
  const verified = await lab.pki(
    'certificate',
    'verify',
    lab.at('new.pem'),
    '--trc',
    lab.at('gen/trcs/ISD1-B1-S1.trc'),
    '--at',
    '2026-01-05T00:00:00Z',
  )
  expect(verified.exit).toBeUndefined()
})

test('the same key, and until when is asked', async () => {
  await lab.pki(...command('--out', lab.at('same.pem'), '--reuse-key', '--not-after', '30d'))
  expect(asIn('same.pem').publicKey).toEqual(asIn(chain).publicKey)
  expect(asIn('same.pem').notAfterS).toBe((Date.parse(begin) + 32 * dayMs) / 1000)
})

test('only when too little of its life is left: as a duration or a share', async () => {
  for (const enough of ['23h', '1d', '0.3', '0'])
    expect((await lab.pki(...command('--expires-in', enough))).out, enough).toBe(`${chain}: not renewed, it is valid for another 1d\n`)
  for (const little of ['25h', '0.4', '1']) {
    const { out } = await lab.pki(...command('--expires-in', little, '--out', lab.at('z.pem'), '--out-key', lab.at('z.key'), '--force'))
    expect(out, little).toContain('renewed with a new key')
  }
})

test('in place with --force alone, both files together', async () => {
  const [before, keyBefore] = [lab.text(chain), lab.text(key)]
  expect(await lab.fails(...command())).toContain('is there already (and 1 more)')
  expect([lab.text(chain), lab.text(key)]).toEqual([before, keyBefore])
  await lab.pki(...command('--force'))
  expect(keysMatch(keyIn(key), asIn(chain).publicKey!)).toBe(true)
  expect(lab.text(key)).not.toBe(keyBefore)
})

test('what a CA refuses: exit 1 and why', async () => {
  const refused = async (...flags: string[]) => {
    const { err, exit } = await lab.pki(...command('--out', lab.at('r.pem'), '--out-key', lab.at('r.key'), ...flags))
    expect(exit).toBe(1)
    return err
  }
  expect(await refused('--not-after', '2027-12-31T00:00:00Z')).toContain('the CA certificate does not cover')
  expect(await refused('--not-after', '-1d')).toContain('would end before it begins')
  vi.setSystemTime(Date.parse(begin) + 100 * dayMs)
  expect(await refused()).toMatch(/^Error: .*: not renewed: .* is expired\n/)
})

test('a TRC that is over, and nothing is written', async () => {
  const over = lab.put('over.trc', formatTrcFile(makeIsd(1).base))
  const to = ['--out', lab.at('o.pem'), '--out-key', lab.at('o.key')]
  const { err, exit } = await lab.pki('certificate', 'renew', lab.at(chain), lab.at(key), ...ca(), '--trc', over, ...to)
  expect([exit, existsSync(lab.at('o.pem'))]).toEqual([1, false])
  expect(err).toContain('not renewed: the latest TRC is not valid at 2026-01-03T00:00:00Z')
})

test('files that do not belong together', async () => {
  const other = lab.at('gen/ASff00_0_112/crypto/as/cp-as.key')
  expect(await lab.fails('certificate', 'renew', lab.at(chain), other, ...ca(), '--trc', lab.at('gen/trcs/ISD1-B1-S1.trc'))).toContain(
    'is not the key of',
  )
  expect(await lab.fails(...command('--ca', lab.at('gen/certs/ISD1-ASff00_0_110.root.crt')))).toContain(
    'is no cp-ca certificate but cp-root',
  )
  expect(await lab.fails(...command('--out', lab.at('t'), '--out-key', lab.at('t')))).toContain('is named twice')
})
