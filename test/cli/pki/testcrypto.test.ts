import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { formatChain, parseChain, verifyChain } from '#crypto/chain.ts'
import { forwardingKey } from '#crypto/key.ts'
import { formatPrivateKey } from '#crypto/key-file.ts'
import { fromBase64 } from '#crypto/pem.ts'
import { formatTrcFile, parseTrcFile, verifySignedTrc } from '#crypto/signed-trc.ts'
import type { Trc } from '#crypto/trc.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { simulatedKey } from '#sim/network.ts'
import { createSimulatedTrust } from '#sim/trust.ts'
import { readTopo } from '#topology/topo.ts'
import { isMalformed, type Malformed } from '#wire/bytes.ts'
import { tiny } from '../tools/lab.ts'
import { begin, pkiLab } from './lab.ts'

const lab = pkiLab()
const good = <T>(value: T | Malformed): T => {
  if (isMalformed(value)) throw new Error(value.malformed)
  return value
}
const make = (out: string, ...flags: string[]) => lab.pki('testcrypto', tiny, '--out', lab.at(out), ...flags)
const filesIn = (folder: string) =>
  readdirSync(lab.at(folder), { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => `${f.parentPath}/${f.name}`.slice(lab.at(folder).length + 1))
    .sort()
const trcIn = (path: string): Trc => {
  const signed = good(parseTrcFile(new TextEncoder().encode(lab.text(path))))
  expect(verifySignedTrc(signed, undefined, platformEcdsa)).toBeUndefined()
  return signed.trc
}

test('a network: the TRC verifies, chains verify under it, keys are for their owner alone, and the master key is that of the simulation', async () => {
  const { out, exit } = await make('a', '--seed', '7', '--not-before', begin)
  expect(exit).toBeUndefined()
  expect(out).toContain('The same bytes again: --seed 7 --not-before 2026-01-01T00:00:00Z')
  const trc = trcIn('a/trcs/ISD1-B1-S1.trc')
  const nowS = Date.parse(begin) / 1000
  for (const as of ['110', '111', '112']) {
    const chain = good(parseChain(lab.text(`a/ASff00_0_${as}/crypto/as/ISD1-ASff00_0_${as}.pem`)))
    expect(chain.as.subject.isdAs).toBe(`1-ff00:0:${as}`)
    expect(verifyChain(chain, [trc], nowS, platformEcdsa)).toBeUndefined()
  }
  for (const file of filesIn('a')) expect(statSync(lab.at(`a/${file}`)).mode & 0o777, file).toBe(file.endsWith('.key') ? 0o600 : 0o644)
  const master = fromBase64(lab.text('a/ASff00_0_111/keys/master0.key'))!
  expect(forwardingKey(master)).toEqual(simulatedKey(7, '1-ff00:0:111'))
})

test('it is the trust material of a simulation with this seed, when that begins an hour later', () => {
  const { topology } = readTopo(readFileSync(tiny, 'utf8'), tiny)
  const { authority } = createSimulatedTrust(topology, 7, Date.parse(begin) / 1000 + 3600, {
    signer: 'reproducible',
    ecdsa: platformEcdsa,
  })!
  expect(formatTrcFile(authority.trcs.get(1)!)).toBe(lab.text('a/trcs/ISD1-B1-S1.trc'))
  const { chain, key } = authority.credentials.get('1-ff00:0:111')!
  expect(formatChain(chain)).toBe(lab.text('a/certs/ISD1-ASff00_0_111.pem'))
  expect(formatPrivateKey(key)).toBe(lab.text('a/ASff00_0_111/crypto/as/cp-as.key'))
})

test('the same seed and beginning give the same bytes, another seed other keys', async () => {
  await make('b', '--seed', '7', '--not-before', begin)
  await make('c', '--seed', '8', '--not-before', begin)
  const files = filesIn('a')
  expect(filesIn('b')).toEqual(files)
  for (const file of files) expect(lab.text(`b/${file}`), file).toBe(lab.text(`a/${file}`))
  const keys = files.filter(f => f.endsWith('.key'))
  expect(keys.filter(file => lab.text(`c/${file}`) === lab.text(`a/${file}`))).toEqual([])
})

test('without a seed: one by chance, which is printed and makes the same again', async () => {
  const { out } = await make('d', '--format', 'json')
  const { seed, notBefore, files } = JSON.parse(out) as { seed: number; notBefore: string; files: string[] }
  await make('e', '--seed', String(seed), '--not-before', notBefore)
  expect([...files].sort()).toEqual(filesIn('d'))
  for (const file of files) expect(lab.text(`e/${file}`), file).toBe(lab.text(`d/${file}`))
})

test('lives, curves and folders of ISDs', async () => {
  await make('f', '--isd-dir', '--curve', 'P-384', '--as-validity', '1w', '--not-before', begin)
  const chain = good(parseChain(lab.text('f/ISD1/ASff00_0_111/crypto/as/ISD1-ASff00_0_111.pem')))
  expect(chain.as.notAfterS - chain.as.notBeforeS).toBe(7 * 86_400)
  expect(chain.as.publicKey?.curve).toBe('P-384')
})

test('nothing is overwritten unless that is asked for', async () => {
  const before = lab.text('a/ASff00_0_111/crypto/as/cp-as.key')
  const again = ['testcrypto', tiny, '--out', lab.at('a')]
  expect(await lab.fails(...again)).toBe('a/ISD1/trcs/ISD1-B1-S1.trc: is there already (and 38 more)\n  hint: --force replaces it')
  expect(lab.text('a/ASff00_0_111/crypto/as/cp-as.key')).toBe(before)
  expect((await lab.pki(...again, '--force')).exit).toBeUndefined()
  expect(lab.text('a/ASff00_0_111/crypto/as/cp-as.key')).not.toBe(before)
})

test('bad input', async () => {
  expect(await lab.fails('testcrypto', lab.at('none.topo'))).toContain('no such file')
  expect(await lab.fails('testcrypto', tiny, '--as-validity', '2y')).toContain('longer than CAs live')
  const core = '{core: true, voting: true, authoritative: true, issuing: true}'
  const twins = lab.put('twins.topo', `ASes:\n  1-1: ${core}\n  2-1: ${core}\nlinks:\n  - {a: 1-1, b: 2-1, linkAtoB: CORE}\n`)
  expect(await lab.fails('testcrypto', twins, '--out', lab.at('g'))).toContain('give --isd-dir')
  expect((await lab.pki('testcrypto', twins, '--out', lab.at('g'), '--isd-dir')).exit).toBeUndefined()
})
