import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc } from '#crypto/sign-trc.ts'
import { formatTrcFile } from '#crypto/signed-trc.ts'
import { knownCores } from '#emulate/daemon/known-cores.ts'
import { makeIsd, signing } from '#test/crypto/isd.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { temporaryFolder } from '../lab.ts'
import { configured } from '../network-lab.ts'

test('as the TRC says; of other ISDs nothing', () => {
  const { folderOf } = configured('examples/topologies/shortcut.topo')
  const isCore = knownCores(folderOf('1-ff00:0:112'))
  expect((['1-ff00:0:110', '1-ff00:0:112', '2-ff00:0:110'] as const).map(isCore)).toEqual([true, false, undefined])
})

test('the latest TRC of an ISD says it: its base number before its serial number', () => {
  const isd = makeIsd(1)
  const [first, second] = isd.content.coreAses
  const save = (folder: string, base: bigint, serial: bigint, coreAses: readonly IsdAs[]): void => {
    const content = { ...isd.content, id: { isd: 1, base, serial }, coreAses, votes: base === serial ? [] : [0, 1] }
    const signed = signTrc({ ...content, authoritativeAses: coreAses }, isd.sensitive.map(signing), softwareEcdsa)
    writeFileSync(join(folder, 'certs', `ISD1-B${base}-S${serial}.trc`), formatTrcFile(signed))
  }
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'certs'))
  save(folder, 10n, 10n, [second!])
  save(folder, 9n, 9n, [first!])
  save(folder, 9n, 12n, [first!])
  expect([first!, second!].map(knownCores(folder))).toEqual([false, true])
})

test('without TRCs nothing is known; a file that is none is named', () => {
  expect(knownCores(temporaryFolder())('1-ff00:0:110')).toBe(undefined)
  const { folderOf } = configured('examples/topologies/two.topo')
  const folder = folderOf('1-ff00:0:110')
  writeFileSync(join(folder, 'certs', 'ISD9-B1-S1.trc'), 'x')
  expect(() => knownCores(folder)).toThrow(UserError)
})
