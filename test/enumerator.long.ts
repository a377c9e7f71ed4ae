import { test } from 'vitest'
import { exampleTopology } from '#test/sim/examples.ts'
import { expectExactly, signed } from './exactly.ts'

test('internet60, really signed: all 24,270 ways between 60 ASes, and no other', { timeout: 300_000 }, () =>
  expectExactly(exampleTopology('internet60'), signed),
)
