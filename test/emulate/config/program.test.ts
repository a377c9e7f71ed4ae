import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { chooseId, folderOf, readMaster, readProgramFile, readProgramSettings, section } from '#emulate/config/program.ts'
import { readInputText as read } from '#emulate/files/input.ts'
import { temporaryFolder } from '../lab.ts'

test('the first of the names that is in the folder, or the file itself; neither is no error', () => {
  const path = temporaryFolder()
  writeFileSync(join(path, 'b.toml'), '[general]\nid = "b"')
  expect(readProgramFile({ path, read }, ['a.toml', 'b.toml']).file).toBe(join(path, 'b.toml'))
  expect(readProgramFile({ path: join(path, 'b.toml'), read }, []).text).toContain('id = "b"')
  expect(readProgramFile({ path, read }, ['c.toml'])).toEqual({ file: undefined, text: '', whole: undefined })
})

test('the folder with topology.json that was named, else config_dir', () => {
  const path = temporaryFolder()
  expect(folderOf({ path, read }, '/elsewhere')).toBe('/elsewhere')
  expect(folderOf({ path: join(path, 'x.toml'), read }, undefined)).toBe(path)
  writeFileSync(join(path, 'topology.json'), '{}')
  expect(folderOf({ path, read }, '/elsewhere')).toBe(path)
})

test('what all programs are told; a log level that is none', () => {
  const path = temporaryFolder()
  const settings = (toml: string) => {
    writeFileSync(join(path, 'x.toml'), toml)
    return readProgramSettings(section(readProgramFile({ path, read }, ['x.toml']).whole, ['general', 'metrics', 'log'], []), [])
  }
  expect(settings('[general]\nid = "x"\n[metrics]\nprometheus = ":80"')).toEqual({ id: 'x', metrics: ':80', logLevel: 'info' })
  expect(() => settings('[log.console]\nlevel = "loud"')).toThrow('log.console.level: "loud" is no log level')
})

test('which one of its kind', () => {
  expect(chooseId('b', 'border_routers', ['a', 'b'], 'f', undefined)).toBe('b')
  expect(chooseId(undefined, 'border_routers', ['a'], 'f', undefined)).toBe('a')
  expect(() => chooseId(undefined, 'border_routers', ['a', 'b'], 'f', undefined)).toThrow('which of border_routers')
  expect(() => chooseId('c', 'border_routers', ['a', 'b'], 'f', undefined)).toThrow('has no "c"')
})

test('a master key in base64', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'keys'))
  writeFileSync(join(folder, 'keys', 'master1.key'), 'AQID\n')
  expect(readMaster(folder, 1, { path: folder, read })).toEqual(Uint8Array.of(1, 2, 3))
  writeFileSync(join(folder, 'keys', 'master0.key'), '???')
  expect(() => readMaster(folder, 0, { path: folder, read })).toThrow('no base64')
})
