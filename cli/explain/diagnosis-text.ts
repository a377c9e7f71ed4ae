/** Why there are no paths: for people, a line a way under its cause, and for scripts. */
import type { Paint } from '#host/print-paths.ts'
import { hopsText } from '#host/result.ts'
import { causes, timeText } from '#sim/doctor/cause.ts'
import type { Diagnosis, WayReport } from '#sim/doctor/diagnosis.ts'
import { interfacesOn, type Way } from '#sim/doctor/ways.ts'

/** "1-ff00:0:111 41>1 1-ff00:0:110" */
const wayText = (way: Way): string => hopsText(interfacesOn(way).map(({ isdAs, ifId }) => ({ isd_as: isdAs, interface: ifId })))

/** The way of a beacon by its key, "1-ff00:0:110 0 1,1-ff00:0:111 41 2": "1-ff00:0:110 1>41 1-ff00:0:111 2". */
const beaconText = (key: string): string =>
  key
    .split(',')
    .map(hop => hop.split(' '))
    .map(([isdAs, ingress, egress]) => (ingress === '0' ? `${isdAs} ${egress}` : `${ingress} ${isdAs} ${egress}`))
    .join('>')

/** All of it: what the host has, then what it has not. */
export function diagnosisText(d: Diagnosis, paint: Paint): string {
  if (d.src === d.dst) return `${d.src} is the local AS: no path is needed`
  const usable = d.ways.filter(w => w.state === 'usable').map(w => `  ${wayText(w.way)}`)
  const head = `${d.src} to ${d.dst} at ${timeText(d.nowNs)}: ${d.paths} path${d.paths === 1 ? '' : 's'}`
  return [paint('cyanBright', head), ...usable, '', missingText(d, paint)].join('\n')
}

/** The ways that are no paths, by cause. */
export function missingText(d: Diagnosis, paint: Paint): string {
  const lookedAt = d.ways.filter(w => w.state !== 'forbidden').length
  const scope = d.complete ? `all ${lookedAt} ways the links allow` : `the ${lookedAt} shortest ways the links allow, of more`
  const stopped = d.ways.filter(w => w.cause !== undefined)
  const missing = stopped.filter(w => w.state !== 'forbidden').length
  return [
    `Looked at ${scope}: ${missing === 0 ? 'all are paths' : `${missing} of them no use`}`,
    ...grouped(stopped).map(group => groupText(group, paint)),
  ].join('\n')
}

/** Ways with the same cause, in the order they come. */
function grouped(reports: readonly WayReport[]): (readonly WayReport[])[] {
  const groups = new Map<string, WayReport[]>()
  for (const r of reports) {
    const name = `${r.state} ${r.cause!.kind} ${r.cause!.text}`
    groups.set(name, [...(groups.get(name) ?? []), r])
  }
  return [...groups.values()]
}

const states = { usable: '', dead: 'known, but dead: ', missing: '', forbidden: '' } as const

function groupText(reports: readonly WayReport[], paint: Paint): string {
  const { state, cause } = reports[0]!
  const { kind, text, at, beatenBy = [] } = cause!
  return [
    '',
    `${paint('yellow', `${states[state]}${causes[kind]}`)}, at ${at}`,
    ...reports.map(r => `  ${wayText(r.way)}`),
    `    ${text}`,
    ...beatenBy.map(key => `      ${beaconText(key)}`),
  ].join('\n')
}

/** JSON data. */
export const diagnosisData = (d: Diagnosis) => ({
  src: d.src,
  dst: d.dst,
  time_s: d.nowNs / 1e9,
  paths: d.paths,
  complete: d.complete,
  ways: d.ways.map(({ way, state, cause }) => ({
    hops: interfacesOn(way).map(({ isdAs, ifId }) => ({ interface: ifId, isd_as: isdAs })),
    state,
    ...(cause && { cause: causeData(cause) }),
  })),
})

const causeData = ({ kind, at, rule, text, beatenBy }: NonNullable<WayReport['cause']>) => ({
  kind,
  at,
  ...(rule !== undefined && { rule }),
  text,
  ...(beatenBy !== undefined && { beaten_by: beatenBy }),
})
