/** What came of a run, for people. */
import { eventNames, type Rejection, rejections } from '#control/events.ts'
import { formatDuration, formatMillis } from '#host/duration.ts'
import { dropRule } from '#router/drops.ts'
import { sayFates, sayNotice } from '#sim/expectations.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import { linkLosses } from '#sim/link.ts'
import { failoverNs, type RunResult, sumOf } from '#sim/result.ts'
import { columns, paint } from '../output.ts'

export function runText(r: RunResult, note: string | undefined, folder: string | undefined): string {
  const parts = [
    `${paint('bold', r.name)}: ${r.ases} ASes, ${r.links.length / 2} links, seed ${r.seed}${note === undefined ? '' : `\n${note}`}`,
    flowsText(r),
    failuresText(r),
    attacksText(r),
    roguesText(r),
    dropsText(r),
    controlText(r),
    lossesText(r),
    expectationsText(r),
    endText(r, folder),
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

const titled = (title: string, lines: string): string => (lines === '' ? '' : `${title}\n${lines}`)

export function flowsText({ flows }: Pick<RunResult, 'flows'>): string {
  const rows = flows.map(f => [
    f.name,
    f.kind,
    `${f.from} > ${f.to}`,
    `${f.received}/${f.sent}`,
    f.delay === undefined ? '-' : formatMillis(f.delay.avg),
    f.failed ?? waysText(f),
  ])
  return titled('Flows (received/sent, average delay)', columns(rows, { indent: '  ', right: [3, 4] }))
}

/** "2 ways, last 1-ff00:0:111 ..., 712.300ms without an answer at a change" */
function waysText(f: FlowRecord): string {
  const failover = failoverNs(f)
  const last = f.paths.at(-1)
  return [
    `${f.paths.length} way${f.paths.length === 1 ? '' : 's'}`,
    ...(last === undefined ? [] : [`last ${last.way}`]),
    ...(failover === undefined ? [] : [`fail-over ${formatMillis(failover / 1e6)}`]),
  ].join(', ')
}

export function failuresText({ failures, falseAlarms, verdicts }: Pick<RunResult, 'failures' | 'falseAlarms' | 'verdicts'>): string {
  const rows = failures.map(f => [
    f.name,
    `at ${formatDuration(f.atNs)}`,
    f.noticed.length === 0 ? 'nobody was there to notice' : `noticed ${f.noticed.map(sayNotice).join(', ')}`,
    f.backNs === undefined ? '' : `back at ${formatDuration(f.backNs)}`,
    f.restored.length === 0 ? '' : `used again ${f.restored.map(sayNotice).join(', ')}`,
  ])
  const alarms = falseAlarms.map(({ by, count }) => [by, `given up ${count} times without a failure`])
  return [
    titled(verdicts.bfd === 0 ? 'Failures' : `Failures (found by BFD, ${verdicts.bfd} packets)`, columns(rows, { indent: '  ' })),
    titled('False alarms', columns(alarms, { indent: '  ' })),
  ]
    .filter(text => text !== '')
    .join('\n\n')
}

export function attacksText({ attacks }: Pick<RunResult, 'attacks'>): string {
  const rows = attacks.map(a => [
    a.name,
    a.kind,
    a.failed === undefined ? sayFates(a.fates) || 'no packet was met' : `could not be made: ${a.failed.message}`,
  ])
  return titled('Attacks', columns(rows, { indent: '  ' }))
}

function roguesText({ rogues }: RunResult): string {
  const rows = rogues.map(r => [r.name, r.kind, r.as, `${r.sent} messages: ${r.taken} taken, ${r.refused} refused, ${r.lost} lost`])
  return titled('Rogue control services', columns(rows, { indent: '  ' }))
}

export function dropsText({ drops }: Pick<RunResult, 'drops'>): string {
  const rows = drops.map(d => [
    String(d.count),
    d.isdAs,
    d.router,
    d.reason,
    `${dropRule(d.reason).text} ${paint('dim', dropRule(d.reason).clause)}`,
  ])
  return titled('Refused by routers', columns(rows, { indent: '  ', right: [0] }))
}

/** Events of all ASes in one line; each refusal with its AS and reason. */
function controlText({ control, signatures }: RunResult): string {
  const sums = eventNames.flatMap(name => {
    const count = sumOf(control.filter(c => c.counter === name))
    return count === 0 ? [] : [`${count} ${name}`]
  })
  const refused = control.flatMap(({ isdAs, counter, count }) =>
    counter in rejections ? [[String(count), isdAs, counter, rejections[counter as Rejection]]] : [],
  )
  const lines = [...(sums.length === 0 ? [] : [`  ${sums.join(', ')}`]), columns(refused, { indent: '  ', right: [0] })]
  return titled(`Control services (signatures ${signatures})`, lines.filter(line => line !== '').join('\n'))
}

export function lossesText({ links }: Pick<RunResult, 'links'>): string {
  const rows = links.flatMap(({ name, counters }) =>
    linkLosses.filter(reason => counters[reason] > 0).map(reason => [String(counters[reason]), reason, name.replace('>', ' > ')]),
  )
  return titled('Lost on links', columns(rows, { indent: '  ', right: [0] }))
}

export function expectationsText({ expectations }: Pick<RunResult, 'expectations'>): string {
  const lines = expectations.map(
    e => `  ${e.ok ? paint('green', 'ok  ') : paint('red', 'FAIL')} ${e.text}${e.ok ? '' : `; found: ${e.found}`}`,
  )
  return titled('Expected', lines.join('\n'))
}

function endText(r: RunResult, folder: string | undefined): string {
  const failed = r.expectations.filter(e => !e.ok).length
  const verdict = failed > 0 ? `${failed} of ${r.expectations.length} expectations failed` : 'every expectation holds'
  const run = `${formatDuration(r.warmupNs + r.durationNs)} of virtual time, ${r.events} events, digest ${r.digest}`
  return `${verdict}; ${run}${folder === undefined ? '' : `\nwritten to ${folder}`}`
}
