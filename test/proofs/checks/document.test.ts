import { expect, test } from 'vitest'
import { renderChecks } from '#proofs/checks/document.ts'
import type { LockRecord } from '#proofs/checks/lock.ts'
import { tlcCheck } from './fakes.ts'

const record: LockRecord = {
  hash: '',
  command: '',
  tool: 'TLC',
  bounds: 'small',
  verdict: 'holds',
  count: 14_299,
  seconds: 4.1,
  date: '2026-11-26',
}
const check = tlcCheck({ code: ['router/rules.ts'], claim: 'a | b' })
const document = renderChecks([{ title: 'Router: all of it', sources: ['spec/Router.tla'], checks: [check, tlcCheck({ id: 'b' })] }], {
  a: record,
})

test('a section for each layer, linked from the top', () => {
  expect(document).toContain('- [Router: all of it](#router-all-of-it)\n')
  expect(document).toContain('\n## Router: all of it\n\n[spec/Router.tla](spec/Router.tla)\n')
})

test('a row for each check with what is recorded of it', () => {
  expect(document).toContain('\n| `a` | T1 | a \\| b | tlc: small | holds | 14,299 | 4.1 s |\n')
  expect(document).toContain('\n| `b` | T1 | it is so | ″ | holds |  | no record |\n')
})

test('under the table what says it, of what, and the command', () => {
  const command = 'java -Xmx2048m -cp tla2tools.jar tlc2.TLC -deadlock -config C.cfg M.tla'
  expect(document).toContain(`\n- \`a\`: \`Inv\`<br>[router/rules.ts](../router/rules.ts)<br>\`${command}\`\n`)
})
