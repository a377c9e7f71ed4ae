/** OpenSSL and scion-pki accept what `hopproof pki` writes, and it accepts what scion-pki testcrypto writes. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { describeWith, program, root, scionProgram } from '#test/availability.ts'
import { type Folder, run, temporaryFolder } from '#test/crypto/files.ts'
import { hopproof } from '../tools/lab.ts'

const network = join(root, 'examples', 'topologies', 'two-isds.topo')
const chains = ['1-ff00_0_110', '1-ff00_0_111', '1-ff00_0_120', '2-ff00_0_210', '2-ff00_0_211', '2-ff00_0_220'].map(
  as => `gen/certs/ISD${as.replace('-', '-AS')}.pem`,
)
const trc = (isd: number, serial: number): string => `gen/trcs/ISD${isd}-B1-S${serial}.trc`
const cryptoOf = (as: string): string => `gen/ASff00_0_${as}/crypto`
const both = (file: string): string[] => ['110', '120'].map(as => `${cryptoOf(as)}/${file}`)

/** `hopproof pki` with files of the folder: arguments with a dot or a slash. */
async function pki(folder: Folder, ...args: readonly string[]): Promise<string> {
  const isFile = (arg: string): boolean => /^(gen|new)\//.test(arg)
  const { out, err, exit } = await hopproof('pki', ...args.map(arg => (isFile(arg) ? join(folder.path, arg) : arg)))
  expect(exit, `${out}${err}`).toBeUndefined()
  return out
}

/** Of ISD 1: a regular update with a new root certificate, a sensitive one, and a renewed chain of AS 111; all in new/ but the TRCs. */
async function updateAndRenew(folder: Folder): Promise<void> {
  mkdirSync(join(folder.path, 'new'))
  const rootKey = `${cryptoOf('110')}/ca/cp-root.key`
  const old = 'gen/certs/ISD1-ASff00_0_110.root.crt'
  await pki(folder, 'certificate', 'create', old, 'new/root.crt', '--profile', 'cp-root', '--key', rootKey)
  const regular = await pki(folder, 'trc', 'update', trc(1, 1), '-c', 'new/root.crt', '-k', ...both('voting/regular-voting.key'), rootKey)
  expect(regular).toContain('a regular update')
  const sensitive = await pki(folder, 'trc', 'update', trc(1, 2), '--quorum', '1', '-k', ...both('voting/sensitive-voting.key'))
  expect(sensitive).toContain('a sensitive update, because quorum changed')
  const ca = ['--ca', 'gen/certs/ISD1-ASff00_0_110.ca.crt', '--ca-key', `${cryptoOf('110')}/ca/cp-ca.key`]
  const own = ['gen/certs/ISD1-ASff00_0_111.pem', `${cryptoOf('111')}/as/cp-as.key`, '--out', 'new/as.pem', '--out-key', 'new/as.key']
  await pki(folder, 'certificate', 'renew', ...own, ...ca, '--trc', trc(1, 1), trc(1, 2), trc(1, 3))
}

describeWith([scionProgram('scion-pki')], 'scion-pki', tool => {
  const ours = temporaryFolder()
  const theirs = temporaryFolder()
  const says = (folder: Folder, ...args: readonly string[]) => run(tool, folder, ...args)
  beforeAll(async () => {
    await hopproof('pki', 'testcrypto', network, '--out', join(ours.path, 'gen'))
    await updateAndRenew(ours)
    expect(says(theirs, 'testcrypto', '-t', network, '-o', 'gen')).toMatchObject({ status: 0 })
  })

  test('makes the same files, but for what the topology generator adds to ours', () => {
    const filesIn = (folder: Folder): string[] => readdirSync(join(folder.path, 'gen'), { recursive: true, encoding: 'utf8' })
    const added = /^AS[^/]+\/(certs\/.*|keys\/.*)$|-S[23]\.trc$/
    expect(
      filesIn(ours)
        .filter(f => !added.test(f))
        .sort(),
    ).toEqual(filesIn(theirs).sort())
  })

  test('verifies our TRCs and updates', () => {
    expect(says(ours, 'trc', 'verify', '--anchor', trc(1, 1), trc(1, 1), trc(1, 2), trc(1, 3))).toMatchObject({ status: 0 })
    expect(says(ours, 'trc', 'verify', '--anchor', trc(2, 1), trc(2, 1))).toMatchObject({ status: 0 })
    expect(says(ours, 'trc', 'verify', '--anchor', trc(2, 1), trc(1, 1)).status).not.toBe(0)
  })

  test('verifies our chains, the renewed one too, and takes the keys for theirs', () => {
    for (const [i, chain] of chains.entries())
      expect(says(ours, 'certificate', 'verify', '--trc', trc(i < 3 ? 1 : 2, 1), chain), chain).toMatchObject({ status: 0 })
    expect(says(ours, 'certificate', 'verify', '--trc', [1, 2, 3].map(s => trc(1, s)).join(), 'new/as.pem')).toMatchObject({ status: 0 })
    expect(says(ours, 'key', 'match', 'certificate', 'new/as.key', 'new/as.pem')).toMatchObject({ status: 0 })
  })

  test('shows the same of a TRC, letter by letter', async () => {
    for (const format of ['json', 'yaml'])
      for (const flags of [[trc(1, 1)], ['--predecessor', trc(1, 1), trc(1, 2)]]) {
        const { text } = says(ours, 'trc', 'inspect', ...flags, '--format', format)
        const own = await pki(ours, 'trc', 'inspect', ...flags, '--format', format)
        // Its JSON of a base TRC has Go's time 0 as the end of no grace period.
        if (format === 'json') expect(JSON.parse(own)).toEqual(JSON.parse(text.replace(/"graceperiod_end": "0001[^,]*,/, '')))
        else expect(own).toBe(text)
      }
  })

  test('extends our TRC: chains of ours stay good under its new roots', async () => {
    const folder = temporaryFolder()
    await hopproof('pki', 'testcrypto', network, '--out', join(folder.path, 'gen'))
    expect(says(folder, 'testcrypto', 'update', '-o', 'gen', '--scenario', 'extend')).toMatchObject({ status: 0 })
    await pki(folder, 'trc', 'verify', '--anchor', trc(1, 1), trc(1, 1), trc(1, 2))
    expect(says(folder, 'certificate', 'verify', '--trc', trc(1, 2), chains[1]!)).toMatchObject({ status: 0 })
    await pki(folder, 'certificate', 'verify', chains[1]!, '--trc', trc(1, 2))
  })

  test.each(['extend', 're-gen'])('makes what we verify, update and renew: testcrypto and its update "%s"', async scenario => {
    const folder = temporaryFolder()
    says(folder, 'testcrypto', '-t', network, '-o', 'gen')
    for (const [i, chain] of chains.entries()) await pki(folder, 'certificate', 'verify', chain, '--trc', trc(i < 3 ? 1 : 2, 1))
    await pki(folder, 'trc', 'verify', trc(2, 1))
    await updateAndRenew(folder)
    expect(says(folder, 'trc', 'verify', '--anchor', trc(1, 1), trc(1, 1), trc(1, 2), trc(1, 3))).toMatchObject({ status: 0 })
    expect(says(theirs, 'testcrypto', 'update', '-o', 'gen', '--scenario', scenario)).toMatchObject({ status: 0 })
    const serials = readdirSync(join(theirs.path, 'gen/trcs')).filter(name => name.startsWith('ISD1-')).length
    const all = Array.from({ length: serials }, (_, i) => trc(1, i + 1))
    expect(await pki(theirs, 'trc', 'verify', '--anchor', trc(1, 1), ...all)).toContain(`ISD1-B1-S${serials}`)
  })
})

describeWith([program('openssl')], 'openssl', openssl => {
  const folder = temporaryFolder()
  const says = (...args: readonly string[]) => run(openssl, folder, ...args)
  beforeAll(async () => {
    await hopproof('pki', 'testcrypto', network, '--out', join(folder.path, 'gen'))
    await updateAndRenew(folder)
  })

  test('cms -verify accepts the base TRC and both updates, given the certificates of each and its predecessor', async () => {
    for (const serial of [1, 2, 3]) {
      const known = [serial - 1, serial].filter(s => s > 0)
      const certificates = await Promise.all(known.map(s => pki(folder, 'trc', 'extract', trc(1, s))))
      folder.put('trusted.pem', certificates.join(''))
      folder.put('trc.pem', folder.text(trc(1, serial)).replaceAll(/(BEGIN|END) TRC/g, '$1 CMS'))
      const trust = ['-certfile', 'trusted.pem', '-CAfile', 'trusted.pem', '-purpose', 'any']
      const { status, text } = says('cms', '-verify', '-binary', '-inform', 'PEM', '-in', 'trc.pem', ...trust, '-out', 'payload.der')
      expect({ status, text }, `serial ${serial}`).toMatchObject({ status: 0, text: expect.stringContaining('successful') })
    }
  })

  test('verify accepts every chain up to its root, the renewed one too', () => {
    const under = (issuer: string, chain: string) => {
      const [isd, as] = issuer.split('-') as [string, string]
      const [ca, rootFile] = ['ca', 'root'].map(kind => `gen/certs/ISD${isd}-AS${as}.${kind}.crt`) as [string, string]
      return says('verify', '-CAfile', rootFile, '-untrusted', ca, '-x509_strict', chain)
    }
    const issuers = ['1-ff00_0_110', '1-ff00_0_110', '1-ff00_0_120', '2-ff00_0_210', '2-ff00_0_220', '2-ff00_0_220']
    for (const [i, chain] of chains.entries()) expect(under(issuers[i]!, chain)).toEqual({ status: 0, text: `${chain}: OK\n` })
    expect(under('1-ff00_0_110', 'new/as.pem')).toMatchObject({ status: 0 })
    expect(under('1-ff00_0_120', 'new/as.pem').status).not.toBe(0)
  })

  test('pkey reads our keys', () => {
    for (const file of [`${cryptoOf('110')}/ca/cp-root.key`, 'new/as.key'])
      expect(says('pkey', '-in', file, '-noout', '-check'), file).toMatchObject({ status: 0 })
  })
})
