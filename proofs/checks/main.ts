/** `npm run proofs`: runs every check, prints what each said, and ends with 1 when one is not as it must be. */
import { findApalache, howToGetApalache } from '../engines/apalache.ts'
import { findTlc, howToGetTlc } from '../engines/tlc.ts'
import { findMininet, howToGetMininet } from '../live/mininet.ts'
import { runCommand } from './command.ts'
import { chosen, readFlags } from './flags.ts'
import { isRed, type Judged } from './judge.ts'
import { readLock, writeLock } from './lock.ts'
import { provideTlc } from './provision.ts'
import { record } from './record.ts'
import { formatCheck, formatJson, formatSummary } from './report.ts'
import { runAll } from './run-all.ts'
import { checks } from './table.ts'

const howToGet = { tlc: howToGetTlc, apalache: howToGetApalache, mininet: howToGetMininet }

async function main(): Promise<number> {
  const flags = readFlags(process.argv.slice(2))
  const wanted = chosen(checks, flags.only)
  const idWidth = Math.max(...wanted.map(c => c.id.length))
  if (flags.list) {
    for (const { id, theorems, claim, expected } of wanted)
      console.log(`${id.padEnd(idWidth)}  ${theorems.join(' ')}: ${claim}: ${expected}`)
    return 0
  }
  const start = performance.now()
  provideTlc(line => console.error(line))
  const lock = readLock()
  const tools = { tlc: findTlc(), apalache: await findApalache(), mininet: findMininet() }
  const print = (judged: Judged): void => (flags.json ? undefined : console.log(formatCheck(judged, idWidth)))
  let results = await runAll(wanted, { tools, lock, jobs: flags.jobs, ...(flags.record ? {} : { onEnd: print }) })
  if (flags.record) {
    const recorded = record(checks, results, lock, new Date())
    writeLock(recorded.lock)
    results = recorded.results
    results.forEach(print)
  }
  const seconds = (performance.now() - start) / 1_000
  console.log(flags.json ? formatJson(results, seconds) : formatSummary(results, seconds, howToGet))
  return results.some(isRed) ? 1 : 0
}

// Ctrl-C ends the checkers too: they end when we do.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

await runCommand(main)
