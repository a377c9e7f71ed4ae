import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLogFile } from '#emulate/net/log-file.ts'
import { temporaryFolder } from './lab.ts'

test('a log is kept up to a bound, its end in any case', () => {
  const log = openLogFile(join(temporaryFolder(), 'deep', 'a.log'))
  log.write(Buffer.from('first\n'))
  for (let i = 0; i < 20; i++) log.write(Buffer.from(`${'x'.repeat(1 << 20)}\n`))
  log.write(Buffer.from('last\n'))
  log.close()
  expect(readFileSync(log.path, 'utf8')).toMatch(/^first\n(x+\n)+… and no more is kept\n$/)
  expect(statSync(log.path).size).toBeLessThan(10 << 20)
  expect(log.tail().endsWith('\nlast')).toBe(true)
})

test('a file that cannot be written is said', () => {
  expect(() => openLogFile('/proc/none/a.log')).toThrow('cannot be written')
})
