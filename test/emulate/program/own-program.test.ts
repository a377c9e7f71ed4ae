import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { bundle } from '#emulate/program/bundle.mjs'
import { ownProgram } from '#emulate/program/own-program.ts'
import { root } from '../../availability.ts'

test('what it names is hopproof, as a bundle', async () => {
  const [program, ...args] = await ownProgram()
  expect(args.at(-1)).toMatch(/[0-9a-f]{16}\/main\.mjs$/)
  expect(execFileSync(program!, [...args, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(execFileSync(program!, [...args, 'router', '--help'], { encoding: 'utf8' })).toContain('Usage: hopproof router')
})

test('a bundle names itself, whatever has become of its sources', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-own-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  cpSync(join(root, 'emulate/program'), join(folder, 'emulate/program'), { recursive: true })
  mkdirSync(join(folder, 'cli'))
  const imports = { '#cli/*': './cli/*', '#emulate/*': './emulate/*' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ imports }))
  const main = `import { ownProgram } from '#emulate/program/own-program.ts'\nconsole.log((await ownProgram()).join(' '))`
  writeFileSync(join(folder, 'cli/main.ts'), main)
  const file = await bundle(folder, [join(folder, 'cache')])
  rmSync(join(folder, 'emulate'), { recursive: true })
  expect(execFileSync(process.execPath, [file!], { encoding: 'utf8' })).toMatch(` ${file}\n`)
})
