import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseId, folderOf, readMaster, readProgramFile, readProgramSettings, section } from '#emulate/config/program.ts'
import { parseToml } from '#emulate/config/toml.ts'
import type { Finding } from '#topology/finding.ts'
import { complaintOf } from '../complaint.ts'
import { temporaryFolder } from '../lab.ts'
import { sourceOf } from '../network-lab.ts'

const settingsOf = (toml: string, warnings: Finding[] = []) =>
  readProgramSettings(section(parseToml(toml, 'x.toml'), ['general', 'metrics', 'api', 'log'], warnings), warnings)

test('sections that all programs know', () => {
  const toml = '[general]\nid = "a"\nconfig_dir = ""\n[metrics]\nprometheus = ":1"\n[api]\naddr = ""\n[log.console]\nlevel = "Error"\n'
  expect(settingsOf(toml)).toEqual({ id: 'a', metrics: ':1', logLevel: 'error' })
  expect(settingsOf('')).toEqual({ logLevel: 'info' })
  expect(complaintOf(() => settingsOf('[log.console]\nlevel = "loud"'))).toContain('"loud" is no log level')
  expect(complaintOf(() => settingsOf('[metrics]\nprometheus = "x:y"'))).toMatch(/^x.toml: metrics.prometheus: "y" is not a port/)
})

test('a folder that was named is the one that is meant; else config_dir, else where the file lies', () => {
  const folder = temporaryFolder()
  expect(folderOf(sourceOf(folder), '/etc/scion')).toBe('/etc/scion')
  expect(folderOf(sourceOf(folder), undefined)).toBe(folder)
  writeFileSync(join(folder, 'topology.json'), '{}')
  expect(folderOf(sourceOf(folder), '/etc/scion')).toBe(folder)
  expect(folderOf(sourceOf(join(folder, 'br.toml')), '/etc/scion')).toBe('/etc/scion')
  expect(folderOf(sourceOf(join(folder, 'br.toml')), undefined)).toBe(folder)
})

test('the .toml is the file itself, or in a folder that of the id that is named or the only one, or br.toml', () => {
  const folder = temporaryFolder()
  const fileOf = (path: string, id?: string, ids = ['br1']) => readProgramFile(sourceOf(path, id), 'br.toml', () => ids).file
  expect(readProgramFile(sourceOf(folder), 'br.toml', () => [])).toEqual({ file: undefined, text: '', whole: undefined })
  for (const name of ['br.toml', 'br1.toml', 'br2.toml']) writeFileSync(join(folder, name), '[general]\n')
  expect(fileOf(folder)).toBe(join(folder, 'br.toml'))
  writeFileSync(join(folder, 'topology.json'), '{"isd_as": "1-ff00:0:110"}')
  expect(fileOf(folder)).toBe(join(folder, 'br1.toml'))
  expect(fileOf(folder, undefined, ['br1', 'br2'])).toBe(join(folder, 'br.toml'))
  expect(fileOf(folder, 'br2')).toBe(join(folder, 'br2.toml'))
  expect(fileOf(folder, 'br3')).toBe(join(folder, 'br.toml'))
  expect(fileOf(join(folder, 'br2.toml'))).toBe(join(folder, 'br2.toml'))
})

test('which of several it is must be said', () => {
  expect(chooseId(undefined, 'border_routers', ['a'], 'gen', undefined)).toBe('a')
  expect(chooseId('b', 'border_routers', ['a', 'b'], 'gen', undefined)).toBe('b')
  expect(complaintOf(() => chooseId(undefined, 'border_routers', ['a', 'b'], 'gen', 'x.toml'))).toMatch(
    /x.toml.*general.id is missing.*one of: a, b/,
  )
  expect(complaintOf(() => chooseId('c', 'border_routers', [], 'gen', undefined))).toMatch(/has no "c".*\(the file has none\)/)
})

test('master keys are base64', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'keys'))
  const put = (text: string) => writeFileSync(join(folder, 'keys', 'master0.key'), text)
  const source = { ...sourceOf(folder), read: (file: string) => readFileSync(file, 'utf8') }
  put('AAEC\n')
  expect(readMaster(folder, 0, source)).toEqual(Uint8Array.of(0, 1, 2))
  for (const bad of ['', 'AAE', '!!!!']) {
    put(bad)
    expect(complaintOf(() => readMaster(folder, 0, source))).toContain('is no base64 text')
  }
})
