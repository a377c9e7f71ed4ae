import { expect, test } from 'vitest'
import { bannedForms, declaredNames, fileNames } from './names.ts'
import { plantRepo, type TidyRule } from './repo.ts'

const count = (rule: TidyRule, path: string, text = '') => rule.find(plantRepo({ [path]: text })).length

test('file and folder names that say nothing are caught', () => {
  for (const path of ['wire/utils.ts', 'wire/helpers/x.ts', 'sim/link-manager.ts', 'wire/byteUtil.ts', 'docs/helper.md'])
    expect(count(fileNames, path), path).toBe(1)
  for (const path of ['wire/utility.ts', 'host/managed.ts', 'wire/path.ts']) expect(count(fileNames, path), path).toBe(0)
})

test('declarations that say nothing are caught', () => {
  const caught = [
    'function pathHelper() {}',
    'const byteUtils = {}',
    'class LinkManager {}',
    'interface IPath {}'.replace('IPath', 'ILink'),
    'type IThing = 1',
  ]
  for (const text of caught) expect(count(declaredNames, 'wire/a.ts', text), text).toBe(1)
  const fine = ['interface IsdAs {}', 'interface Info {}', 'type IPv4 = 1', 'const utility = 1', 'const x = { helper: 1 }']
  for (const text of fine) expect(count(declaredNames, 'wire/a.ts', text), text).toBe(0)
})

test('default exports and enums are caught', () => {
  const caught = [
    'export default 1',
    'export default function f() {}',
    'const a = 1\nexport { a as default }',
    'enum E { A }',
    'export const enum E { A }',
  ]
  for (const text of caught) expect(count(bannedForms, 'wire/a.ts', text), text).toBe(1)
  expect(count(bannedForms, 'vitest.config.ts', 'export default {}')).toBe(0)
  expect(count(bannedForms, 'wire/a.ts', 'export const a = 1')).toBe(0)
})
