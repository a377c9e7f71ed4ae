import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findProgram, missingPackages } from './provision.ts'

test('a program is an executable file on PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-path-'))
  const program = join(folder, 'tool')
  writeFileSync(program, '#!/bin/sh\n')
  chmodSync(program, 0o755)
  expect(findProgram('tool', `/nowhere:${folder}`)).toBe(program)
  expect(findProgram('tool', '/nowhere')).toBeUndefined()
  rmSync(folder, { recursive: true })
})

test('only the packages of missing programs are wanted', () => {
  expect(missingPackages({ sh: 'dash', 'no-such-program': 'its-package' })).toEqual(['its-package'])
})
