import { expect, test } from 'vitest'
import { nothingImpure } from './purity.ts'
import { plantRepo } from './repo.ts'

const count = (path: string, text: string) => nothingImpure.find(plantRepo({ [path]: text })).length

test.each([
  `import { readFileSync } from 'node:fs'`,
  `import type { Socket } from 'dgram'`,
  `const fs = await import('node:fs')`,
  `const t = Date.now()`,
  `const now = Date.now`,
  `const t = Date['now']()`,
  `const t = globalThis.Date.now()`,
  `const { now } = Date`,
  `const { random: r } = Math`,
  `const t = new Date()`,
  `const t = performance.now()`,
  `const x = Math.random()`,
  `const id = crypto.randomUUID()`,
  `setTimeout(() => {}, 5)`,
  `globalThis.setInterval(f, 5)`,
  `const b = Buffer.from('')`,
  `const e = process.env.X`,
  `const table = { later: setTimeout }`,
])('%s is caught where the code must be pure, and free elsewhere', text => {
  for (const path of ['wire/a.ts', 'router/rules/a.ts', 'sim/a.ts', 'conformance/vectors/a.ts', 'conformance/formats.ts'])
    expect(count(path, text), path).toBe(1)
  for (const path of ['cli/a.ts', 'emulate/a.ts', 'test/a.ts', 'bench/a.ts', 'conformance/runner.ts'])
    expect(count(path, text), path).toBe(0)
})

test.each([
  `const d = new Date(0)`,
  `const p = { process: 1, setTimeout: 2 }`,
  `const x = options.process`,
  `function process(p: number) { return p }\nprocess(1)`,
  `// Date.now() and setTimeout in a comment`,
  `const text = 'Math.random()'`,
  `interface Timer { setTimeout(): void }`,
])('%s is fine', text => {
  expect(count('wire/a.ts', text)).toBe(0)
})
