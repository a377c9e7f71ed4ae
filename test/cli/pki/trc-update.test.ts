import { existsSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { onDay, type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
onDay(1)
beforeAll(async () => {
  lab = await tinyLab()
})
const trc = (serial: number) => lab.at(`gen/trcs/ISD1-B1-S${serial}.trc`)
const voting = (name: string) => lab.at(`gen/ASff00_0_110/crypto/voting/${name}`)
const update = (serial: number, ...flags: string[]) => lab.pki('trc', 'update', trc(serial), ...flags)

test('regular, then sensitive, then a renewed voter: written beside its predecessor, and the chain verifies', async () => {
  const regular = await update(1, '-k', voting('regular-voting.key'), '--description', 'another', '--grace-period', '1h')
  expect(regular.out).toMatch(
    /^ISD1-B1-S2: a regular update\n.*\n {2}vote +1-ff00:0:110 Regular Voting Certificate\nwritten to gen\/trcs\/ISD1-B1-S2.trc\n$/,
  )

  const core = ['--core', '1-ff00:0:110,1-ff00:0:111', '--authoritative', '1-ff00:0:111']
  const sensitive = await update(2, '-k', voting('sensitive-voting.key'), ...core, '--format', 'json')
  expect(JSON.parse(sensitive.out)).toMatchObject({
    id: 'ISD1-B1-S3',
    kind: 'sensitive',
    reason: 'core ASes changed',
    signatures: [{ purpose: 'vote' }],
  })

  const old = voting('ISD1-ASff00_0_110.regular.crt')
  await lab.pki('certificate', 'create', old, lab.at('new.crt'), lab.at('new.key'), '--profile', 'regular-voting')
  const keys = ['-k', voting('regular-voting.key'), lab.at('new.key')]
  const renewed = await update(3, '-c', lab.at('new.crt'), ...keys, '--not-before', '1m')
  expect(renewed.out).toContain('ISD1-B1-S4: a regular update\n')
  expect(renewed.out).toContain('new voter')

  const { out, exit } = await lab.pki('trc', 'verify', '--anchor', trc(1), ...[4, 3, 2, 1].map(trc))
  expect(exit).toBeUndefined()
  expect(out.split('\n').map(line => line.split(/ {2,}/).slice(0, 3))).toEqual([
    ['ISD1-B1-S1', 'base', 'verified'],
    ['ISD1-B1-S2', 'regular', 'verified'],
    ['ISD1-B1-S3', 'sensitive', 'verified'],
    ['ISD1-B1-S4', 'regular', 'verified'],
    [''],
  ])
  const shown = JSON.parse((await lab.pki('trc', 'inspect', trc(3), '--format', 'json')).out) as object
  expect(shown).toMatchObject({ core_ases: ['ff00:0:110', 'ff00:0:111'], authoritative_ases: ['ff00:0:111'], description: 'another' })
})

test('it lives as long as its predecessor, but no longer than its certificates', async () => {
  const until = async (...flags: string[]) => {
    const { out } = await update(1, '-k', voting('regular-voting.key'), '--out', lab.at('x.trc'), '--force', '--format', 'json', ...flags)
    return (JSON.parse(out) as { validity: { not_after: string } }).validity.not_after
  }
  expect(await until('--not-before', '2026-01-11T00:00:00Z')).toBe('2027-04-06T00:00:00Z')
  expect(await until('--not-before', '2027-06-01T00:00:00Z')).toBe('2028-01-01T00:00:00Z')
  expect(await until('--not-before', '2026-02-01T00:00:00Z', '--not-after', '2026-03-01T00:00:00Z')).toBe('2026-03-01T00:00:00Z')
})

test('what cannot be is said, and nothing is written', async () => {
  const to = ['--out', lab.at('no.trc')]
  const fails = (...flags: string[]) => lab.fails('trc', 'update', trc(1), ...to, ...flags)
  expect(await fails()).toMatch(
    /^a regular update takes the votes of 1 regular voters, keys are given of 0\n {2}hint: --key FILE, keys of: "1-ff00:0:110 Reg/,
  )
  expect(await fails('-k', lab.at('gen/ASff00_0_111/crypto/as/cp-as.key'))).toContain(
    'cp-as.key: is the key of no certificate in either TRC',
  )
  expect(await fails('--core', '2-ff00:0:110')).toContain('2-ff00:0:110 is not of ISD 1')
  expect(await fails('--remove', '0', '--remove', '1')).toContain('the TRC would be invalid: fewer')
  expect(await fails('-c', lab.at('gen/certs/ISD1-ASff00_0_111.pem'))).toContain('do not belong in a TRC')
  expect(await fails('--not-before', '2028-06-01T00:00:00Z')).toContain('certificate 0: does not cover')
  expect(await fails('-k', voting('regular-voting.key'), '--not-after', '9999-01-01T00:00:00Z')).toContain('does not cover the validity')
  expect(existsSync(lab.at('no.trc'))).toBe(false)
  expect(await lab.fails('trc', 'update', trc(1), '-k', voting('regular-voting.key'))).toContain('ISD1-B1-S2.trc: is there already')
})
