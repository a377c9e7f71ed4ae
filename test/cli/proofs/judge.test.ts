import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '#test/emulate/net/lab.ts'
import { lines } from '#test/proofs/slices/lines.ts'
import { typed } from '../typed.ts'
import { runFolder } from './run.ts'

test('what is no log of this network, and what is not there', async () => {
  const folder = runFolder()
  await expect(typed('judge', join(folder, 'none'))).rejects.toThrow('no such file')
  await expect(typed('judge', join(folder, 'network.topo'))).rejects.toThrow('no JSON object')
  const other = join(temporaryFolder(), 'trace.ndjson')
  writeFileSync(other, lines.join('\n'))
  await expect(typed('judge', other)).rejects.toThrow('no such file')
})

test('without TLC it says how to get it', async () => {
  vi.stubEnv('TLA2TOOLS', '')
  await expect(typed('judge', runFolder())).rejects.toThrow('TLC is not here')
  vi.unstubAllEnvs()
})
