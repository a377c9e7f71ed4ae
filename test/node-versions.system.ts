import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeWith, node } from './availability.ts'
import { otherNodes } from './provision.ts'

for (const major of otherNodes)
  describeWith([node(major)], `Node ${major}`, path => {
    test('runs and is of that version', () => {
      expect(execFileSync(path, ['--version'], { encoding: 'utf8' })).toMatch(new RegExp(`^v${major}\\.`))
    })
    // No loader: our sources must stay erasable.
    test('runs the command line untranspiled', () => {
      expect(execFileSync(path, ['cli/main.ts', '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/)
    })
  })
