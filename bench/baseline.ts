/** What every machine is compared by: copy 100 bytes and sum them, in the same process. A ratio to it says more than nanoseconds do. */
import type { BenchCase } from './section.ts'

const from = Uint8Array.from({ length: 100 }, (_, i) => i)
const to = new Uint8Array(100)

export const baseline: BenchCase = {
  name: 'copy 100 bytes and sum them',
  operations: 1000,
  run() {
    for (let n = 0; n < 1000; n++) from[0] = copyAndSum() & 0xff
  },
}

function copyAndSum(): number {
  let sum = 0
  for (let i = 0; i < 100; i++) sum += to[i] = from[i]!
  return sum
}
