import { expect, test } from 'vitest'
import { metric } from '#emulate/http/exposition.ts'

test('help, type, samples', () => {
  const samples = [[{ interface: '1', reason: 'a "b"\\\n' }, 3], [{}, 0.5]] as const // biome-ignore format: one line
  expect(metric('x_total', 'counter', 'Xs', samples)).toBe(
    '# HELP x_total Xs\n# TYPE x_total counter\nx_total{interface="1",reason="a \\"b\\"\\\\\\n"} 3\nx_total 0.5\n',
  )
})

test('no samples, no metric', () => expect(metric('x', 'gauge', 'X', [])).toBe(''))
