/**
 * `npm run test:all`: get what the suites need, check types, style and dead code, run every suite, and say at the end what could not run.
 * The last line is `N passed, N failed, N skipped`; the exit code is 1 when anything failed.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { provide } from './provision.ts'
import { addCounts, type Counts, closingLine, describeMissing, readReport } from './report.ts'

const root = join(import.meta.dirname, '..')
const reportFile = join(root, 'node_modules/.cache/vitest-report.json')

/** Runs a program of node_modules with live output; true when it exits 0. */
function run(name: string, ...args: string[]): boolean {
  console.log(`\n> ${name} ${args.join(' ')}`)
  const { status, error } = spawnSync(join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) console.log(`${name} did not run: ${error.message}`)
  return status === 0
}

function check(name: string, ...args: string[]): Counts {
  const passed = run(name, ...args)
  if (!passed) console.log(`${name} found something: see above`)
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }
}

provide()
const checks = [check('tsc'), check('biome', 'check'), check('knip')]

mkdirSync(join(root, 'node_modules/.cache'), { recursive: true })
rmSync(reportFile, { force: true })
const projects = ['quick', 'long', 'system'].flatMap(project => ['--project', project])
const ended = run('vitest', 'run', ...projects, '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`)
const report = readReport(() => readFileSync(reportFile, 'utf8'), ended)

if (report.missing.length > 0) console.log(`\nSuites that could not run:\n${describeMissing(report.missing)}`)
const counts = [...checks, report.counts].reduce(addCounts)
console.log(`\n${closingLine(counts)}`)
process.exitCode = counts.failed === 0 ? 0 : 1
