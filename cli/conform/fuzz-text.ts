/** What people read of a fuzzing campaign. */
import type { Finding } from '#conformance/fuzz/campaign.ts'
import { knownDifferences } from '#conformance/fuzz/judge/known.ts'
import { describeMutation } from '#conformance/fuzz/make/mutation.ts'
import { missedReasons, type Tally } from '#conformance/fuzz/tally.ts'
import { dropRule } from '#router/drops.ts'
import { dumpLine, dumpTree } from '#wire/dump.ts'
import { columns, paint } from '../output.ts'
import type { FuzzReport } from './fuzz.ts'

export function campaignText(report: FuzzReport): string {
  const { tally, findings } = report.campaign
  return [
    ...findings.map((finding, i) => findingText(finding, i + 1, report)),
    distributionText(tally),
    knownText(tally),
    ...report.files.map(file => `written: ${file}`),
    summaryText(report),
  ]
    .filter(text => text !== '')
    .join('\n')
}

const largestFirst = (map: ReadonlyMap<string, number>): [string, number][] => [...map].sort((a, b) => b[1] - a[1])
const counted = (map: ReadonlyMap<string, number>): string =>
  largestFirst(map)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ')

function distributionText(tally: Tally): string {
  const missed = missedReasons(tally)
  return columns([
    ['verdicts', counted(tally.verdicts)],
    ['path types', counted(tally.pathTypes)],
    ['decided by', counted(tally.rules)],
    ['refused for', counted(tally.reasons)],
    ...(missed.length === 0 ? [] : [['not reached', missed.join(', ')]]),
  ])
}

function knownText(tally: Tally): string {
  const rows = largestFirst(tally.known).map(([id, n]) => {
    const { reason, fatal } = knownDifferences.find(k => k.id === id)!
    return [`known: ${id}`, `${n} ${fatal === true ? 'not sent' : 'differed'}`, reason]
  })
  return columns(rows)
}

function summaryText({ command, seed, from, count, seconds, campaign: { tally, findings } }: FuzzReport): string {
  const rate = `${tally.sent} sent in ${seconds.toFixed(1)} s (${Math.round(tally.sent / seconds)} a second)`
  const notes = [
    tally.lost > 0 ? `${tally.lost} differed once and not again` : '',
    tally.timely > 0 ? `${tally.timely} could go either way by the clock` : '',
    tally.unheard > 0 ? `${tally.unheard} went to where nobody listens` : '',
    tally.failures > 0 ? `the router ended or hung ${tally.failures} times` : '',
  ].filter(note => note !== '')
  const verdict = findings.length === 0 ? paint('green', 'no difference') : paint(['bold', 'red'], `${findings.length} differences`)
  return `${command}: seed ${seed}, packets ${from}..${from + count - 1}, ${rate}; ${[...notes, verdict].join('; ')}`
}

function findingText({ signature, index, count, sample, differences }: Finding, number: number, { command, seed }: FuzzReport): string {
  const { rule, verdict, reason } = sample.decisions[0]!
  const { recipe, site, door } = sample
  const why = reason === undefined ? verdict : `${reason}, ${dropRule(reason).text}`
  return [
    paint('bold', `difference ${number}: ${signature}`),
    columns(
      [
        ['packets', String(count)],
        ['again', `hopproof conform fuzz --dut '${command}' --seed ${seed} --from ${index} -n 1`],
        ['router', `${site.name}: ${site.routerId} of ${site.as.isdAs}`],
        ['arrives', `${door.kind} ${door.port === 0 ? '' : `interface ${door.port} `}from ${door.from}`],
        ['packet', dumpLine(sample.bytes)],
        ...recipe.mutations.map(m => ['changed', describeMutation(m)]),
        ['ours', `rule ${rule}: ${why}`],
      ],
      { indent: '  ' },
    ),
    columns(
      differences.flatMap(d => [
        [d.field, 'expected', d.expected],
        ['', 'actual', d.actual],
      ]),
      { indent: '    ' },
    ),
    paint('dim', indented(dumpTree(sample.bytes))),
    '',
  ].join('\n')
}

const indented = (text: string): string => text.replace(/^/gm, '    ')
