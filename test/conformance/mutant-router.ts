/** Our router without one of its rules, as a program: mutant-router.ts RULE BR.TOML */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startRouter } from '#emulate/router/router.ts'
import type { Rule } from '#router/rule.ts'
import { ruleSet } from '#router/rules.ts'

const [name, path = ''] = process.argv.slice(2)
const rules = Object.values(ruleSet as unknown as Record<string, Rule[]>).find(array => array.some(rule => rule.name === name))
if (rules === undefined) throw new Error(`no rule ${name}`)
rules.splice(
  rules.findIndex(rule => rule.name === name),
  1,
)
// With evidence packets are decided one by one, by these arrays alone.
const evidence = join(path, '../evidence.ndjson')
const router = await startRouter({ source: { path, read: file => readFileSync(file, 'utf8') }, evidence, log: () => {} })
process.once('SIGTERM', () => router.stop())
