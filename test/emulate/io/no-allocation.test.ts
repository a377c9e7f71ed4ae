import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const meter = fileURLToPath(new URL('allocation-meter.ts', import.meta.url))

// A process of its own: the test runner rewrites modules, which costs memory at each call of another's function.
test('nothing is allocated for a packet that is forwarded', () => {
  const figures = JSON.parse(execFileSync(process.execPath, ['--expose-gc', '--import', 'tsx', meter], { encoding: 'utf8' })) as number[]
  // Before functions are compiled, and when the collector runs in between, figures say nothing.
  const settled = figures.slice(4).filter(bytes => bytes > 0)
  expect(settled.length).toBeGreaterThan(2)
  // A turn of Node's loop and a call of the cipher cost about 1,300 bytes for 64 packets. One object a packet is 16 bytes more, at least.
  expect(Math.min(...settled)).toBeLessThan(28)
})
