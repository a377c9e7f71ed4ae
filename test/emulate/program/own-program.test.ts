import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { ownProgram } from '#emulate/program/own-program.ts'

test('what it names is hopproof, as a bundle', async () => {
  const [program, ...args] = await ownProgram()
  expect(args.at(-1)).toMatch(/[0-9a-f]{16}\/main\.mjs$/)
  expect(execFileSync(program!, [...args, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(execFileSync(program!, [...args, 'router', '--help'], { encoding: 'utf8' })).toContain('Usage: hopproof router')
})
