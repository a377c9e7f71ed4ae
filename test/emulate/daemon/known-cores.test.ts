import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { knownCores } from '#emulate/daemon/known-cores.ts'
import { UserError } from '#wire/error.ts'
import { temporaryFolder } from '../lab.ts'
import { configured } from '../network-lab.ts'

test('as the TRC says; of other ISDs nothing', () => {
  const { folderOf } = configured('examples/topologies/shortcut.topo')
  const isCore = knownCores(folderOf('1-ff00:0:112'))
  expect((['1-ff00:0:110', '1-ff00:0:112', '2-ff00:0:110'] as const).map(isCore)).toEqual([true, false, undefined])
})

test('without TRCs nothing is known; a file that is none is named', () => {
  expect(knownCores(temporaryFolder())('1-ff00:0:110')).toBe(undefined)
  const { folderOf } = configured('examples/topologies/two.topo')
  const folder = folderOf('1-ff00:0:110')
  writeFileSync(join(folder, 'certs', 'ISD9-B1-S1.trc'), 'x')
  expect(() => knownCores(folder)).toThrow(UserError)
})
