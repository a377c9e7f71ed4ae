/** Our router without one of its rules, as a program: mutant-router.ts RULE BR.TOML */
import { readFileSync } from 'node:fs'
import { startRouter } from '#emulate/router/router.ts'
import { withoutRule } from '#router/rules.ts'

const [name = '', path = ''] = process.argv.slice(2)
const source = { path, read: (file: string) => readFileSync(file, 'utf8') }
const router = await startRouter({ source, rules: withoutRule(name), log: () => {} })
process.once('SIGTERM', () => router.stop())
