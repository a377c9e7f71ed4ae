import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atEnd } from '#conformance/dut/at-end.ts'

const root = join(import.meta.dirname, '../../..')
const script = (ending: string): string[] => [
  '--import',
  'tsx',
  '--input-type=module',
  '-e',
  `const { atEnd } = await import('#conformance/dut/at-end.ts')
   atEnd(() => process.stdout.write('done'))
   atEnd(() => process.stdout.write('never'))()
   ${ending}`,
]

test('at the end of the program, and by a signal', () => {
  expect(execFileSync(process.execPath, script(''), { cwd: root, encoding: 'utf8' })).toBe('done')
  const killed = spawnSync(process.execPath, script("process.kill(process.pid, 'SIGTERM'); setInterval(() => {}, 1000)"), {
    cwd: root,
    encoding: 'utf8',
  })
  expect([killed.stdout, killed.signal]).toEqual(['done', 'SIGTERM'])
})

test('nobody listens when there is nothing to do', () => {
  const before = process.listenerCount('SIGTERM')
  const takeBack = atEnd(() => {})
  expect(process.listenerCount('SIGTERM')).toBe(before + 1)
  takeBack()
  expect(process.listenerCount('SIGTERM')).toBe(before)
})
