/** The folder of a short run, as `sim run --trace` writes it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '#test/emulate/net/lab.ts'
import { lines, topology } from '#test/proofs/slices/lines.ts'
import { writeTopo } from '#topology/write.ts'

export function runFolder(): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'network.topo'), writeTopo(topology))
  writeFileSync(join(folder, 'trace.ndjson'), lines.join('\n'))
  return folder
}
