import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesReadBy, specFolder } from '#proofs/checks/modules.ts'
import { flatChecks } from '#proofs/checks/rows/flat.ts'

const symbolic = flatChecks.flatMap(check => (check.engine === 'apalache' ? [check] : []))
const textOf = (file: string): string => readFileSync(join(specFolder, file), 'utf8')
const definedIn = (text: string): string[] => [...text.matchAll(/^(\w+)(?:\([^)]*\))? ==/gm)].map(m => m[1]!)

describe('the checks of the flat data plane', () => {
  // Apalache is seldom there to say it.
  test('all that they name is defined in the modules they read', () => {
    for (const check of symbolic) {
      const defined = filesReadBy(check).flatMap(file => definedIn(textOf(file)))
      const named = [check.cinit, check.init, check.inv].filter(name => name !== undefined)
      expect(
        named.filter(name => !defined.includes(name)),
        check.id,
      ).toEqual([])
    }
  })

  test('each attacker and each rule left out of APDataplane.tla is checked', () => {
    const variants = definedIn(textOf('APDataplane.tla')).filter(name => name.startsWith('CInit'))
    expect(variants.filter(name => !symbolic.some(({ cinit }) => cinit === name))).toEqual([])
  })

  test('an invariant that holds has its companions: it holds at the start, lets packets go on, and breaks without a rule', () => {
    const of = (expected: RegExp, init: string) => symbolic.filter(check => expected.test(check.expected) && check.init === init)
    expect(of(/^holds$/, 'Init').map(c => c.inv)).toContain('IndInv')
    expect(of(/^holds$/, 'Travelling').map(c => c.inv)).toContain('IndInv')
    expect(of(/^violated: No/, 'Travelling').length).toBeGreaterThan(0)
    expect(of(/^violated: [^N]/, 'Travelling').length).toBeGreaterThanOrEqual(8)
  })
})
