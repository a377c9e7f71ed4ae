/** `hopproof conform list`: the cases of the conformance suite, for people and for other programs. */
import type { Command } from 'commander'
import { selectCases } from '#conformance/run/select.ts'
import { describeCase, expandSuite } from '#conformance/suite/expanded.ts'
import { readSuite, type SuiteCase } from '#conformance/suite/read.ts'
import { UserError } from '#wire/error.ts'
import { columns, emit, type Format, formatOption } from '../output.ts'
import { collect, type Level, levelOption } from './options.ts'

interface ListFlags {
  readonly cases?: string
  readonly only: readonly string[]
  readonly level?: Level
  readonly expand?: boolean
  readonly time?: string
  readonly net: string
  readonly format: Format
}

const help = `
With --expand every packet is there as bytes (hex), for harnesses in other languages: what is sent from where to where, and what must come,
under a mask where something may vary. Hop fields live 337.5 seconds and more, EPIC packets 2 seconds: expand again before each run.

Examples:
  $ hopproof conform list --only 'dp.epic.*'
  $ hopproof conform list --expand --format json --net 7 > cases.json
`

export function registerConformList(conform: Command): void {
  conform
    .command('list')
    .description('the cases of the conformance suite')
    .option('--cases <folder>', 'a suite of your own (default: the one of this package)')
    .option('--only <ids>', 'cases by id, * for any characters; several with commas', collect, [])
    .addOption(levelOption())
    .option('--expand', 'with the bytes of every packet')
    .option('--time <unix seconds>', 'the moment at which packets are sent (default: now)')
    .option('--net <number>', 'addresses are 127.NET.x.y', '0')
    .addOption(formatOption())
    .addHelpText('after', help)
    .action(list)
}

function list({ cases: folder, only, level, expand = false, time, net, format }: ListFlags): void {
  const suite = readSuite(folder)
  const cases = selectCases(suite.cases, { only, ...(level !== undefined && { level }) })
  if (expand && format === 'human') throw new UserError('bytes are for programs', 'say --format json too')
  const nowNs = time === undefined ? BigInt(Date.now()) * 1_000_000n : readTime(time)
  const value = expand ? expandSuite(suite, cases, { nowNs, net: readNet(net) }) : { suite: suite.version, cases: cases.map(describeCase) }
  emit(format, value, () => `${columns(cases.map(row))}\n${cases.length} cases of suite ${suite.version}`)
}

const row = ({ id, level, configuration, title }: SuiteCase): string[] => [id, level, configuration, title]

function readTime(text: string): bigint {
  const [, seconds, fraction = ''] = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text) ?? []
  if (seconds === undefined) throw new UserError(`"${text}" is no time`, 'expected unix seconds, like 1800000000 or 1800000000.25')
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'))
}

function readNet(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= 255) return Number(text)
  throw new UserError(`"${text}" is no net`, 'expected a number from 0 to 255')
}
