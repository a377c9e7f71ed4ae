import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checksFile, renderChecks } from '#proofs/checks/document.ts'
import { readLock } from '#proofs/checks/lock.ts'
import { specFolder } from '#proofs/checks/modules.ts'
import { staleRecords } from '#proofs/checks/run-all.ts'
import { checks, sections } from '#proofs/checks/table.ts'
import { root } from '#test/availability.ts'

const configText = (config: string): string => readFileSync(join(specFolder, `${config}.cfg`), 'utf8')

test('each check has a name of its own, claims something, and speaks of files that are there', () => {
  expect(new Set(checks.map(c => c.id)).size).toBe(checks.length)
  for (const check of checks) {
    expect(check.id).toMatch(/^[a-z0-9-]+$/)
    expect(check.theorems.length * check.operators.length * check.code.length * check.tests.length, check.id).toBeGreaterThan(0)
    expect([...check.code, ...check.tests].filter(path => !existsSync(join(root, path)))).toEqual([])
  }
})

test('every configuration of proofs/spec is a check', () => {
  const configurations = readdirSync(specFolder).filter(name => name.endsWith('.cfg'))
  const used = checks.flatMap(check => (check.engine === 'tlc' ? [`${check.config}.cfg`] : []))
  expect(configurations.filter(name => !used.includes(name))).toEqual([])
})

/** The invariants and properties of a configuration: names after the keyword, up to the next one or `name =`. */
function checkedBy(config: string): string[] {
  const text = configText(config).replace(/\\\*.*$/gm, '')
  return [...text.matchAll(/\b(?:INVARIANTS?|PROPERT(?:Y|IES))\s+((?:(?![A-Z]+S?\b)\w+\s*(?!\s*(?:=|<-)))+)/g)].flatMap(m =>
    m[1]!.trim().split(/\s+/),
  )
}

test('a check by TLC names what its configuration checks: a must-fail one thing, a must-hold all its operators', () => {
  for (const check of checks) {
    if (check.engine !== 'tlc') continue
    const named = checkedBy(check.config)
    expect(named, check.id).toEqual(check.operators)
    if (check.expected !== 'holds') expect(check.expected).toBe(`violated: ${named[0]}`)
  }
})

// A failure here means: npm run proofs -- --record, then npm run docs.
test('the records are of the specification as it is', () => {
  expect(staleRecords(checks, readLock())).toEqual([])
})

test('CHECKS.md shows the table and its records as they are', () => {
  expect(readFileSync(join(root, checksFile), 'utf8')).toBe(renderChecks(sections, readLock()))
})
