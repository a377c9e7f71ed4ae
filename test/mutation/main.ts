/**
 * `npm run mutants [REGEX]`: every mutant of wire, router and crypto/mac.ts (of the files the expression names), and which tests notice. Prints
 * a table and the survivors; survivors worth keeping have their reason in proofs/MUTANTS.md.
 */
import { spawnSync } from 'node:child_process'
import { beginRun, readKills, readMutants } from './mutants.ts'
import { report } from './report.ts'

beginRun()
const run = spawnSync('npx', ['vitest', 'run', '--config', 'test/mutation/vitest.config.ts', '--reporter', 'dot'], {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, MUTATED: process.argv[2] ?? '' },
})
console.log(report(readMutants(), readKills()))
process.exitCode = run.status ?? 1
