import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readSuite, settingOf, suiteFolder } from '#conformance/suite/read.ts'
import { suite } from '../in-process.ts'

test('every case, with the place where it stands', () => {
  expect(new Set(suite.cases.map(c => c.id)).size).toBe(suite.cases.length)
  for (const c of suite.cases) expect(c.file.startsWith(suiteFolder) && c.line > 3).toBe(true)
})

test('a configuration on the addresses of a run', () => {
  expect(settingOf(suite, 'multi', 9).as.routers[0]!.internalAddress).toBe('127.9.0.11:30001')
})

function folderWith(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-suite-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const name of ['configurations.yaml', 'topologies']) cpSync(join(suiteFolder, name), join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'a.yaml'), `suite: "2026.1"\nconfiguration: multi\ncases:\n${text}`)
  return folder
}
const one = '  - { id: dp.a.01, title: t, clause: c, level: must, in: { link: 131 }, out: nothing }\n'

test.each([
  [one.replace('out: nothing', 'out: nothing, configuration: none'), /a\.yaml:4:5: cases\.0: there is no configuration "none"/],
  [one + one, /a\.yaml:5:5: cases\.1: the id dp\.a\.01 is there twice/],
  [one.replace('link: 131', 'link: 0'), /a\.yaml:4:.*cases\.0\.in\.link/],
  [one.replace('title: t', 'titel: t'), /a\.yaml:4:.*"titel" is not known here|"title" is missing/],
])('%s', (text, message) => {
  expect(readSuite(folderWith(one)).cases).toHaveLength(1)
  expect(() => readSuite(folderWith(text))).toThrow(expect.objectContaining({ text: expect.stringMatching(message) }))
})

test('a folder that is none', () => {
  expect(() => readSuite('/hopproof/nowhere')).toThrow(
    expect.objectContaining({ text: expect.stringContaining('/hopproof/nowhere/configurations.yaml: cannot be read') }),
  )
})
