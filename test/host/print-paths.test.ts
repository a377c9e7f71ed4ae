import { expect, test } from 'vitest'
import { emptyMetadata, type PathMetadata } from '#control/path/metadata.ts'
import { type PathsLayout, pathsJson, pathsText, pathsYaml } from '#host/print-paths.ts'
import type { HopRecord, PathEntry, PathsResult } from '#host/result.ts'
import { toYaml } from '#host/yaml.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

const layout: PathsLayout = { extended: false, nowS: 0, paint: (_, text) => text }
const direct: HopRecord[] = [
  { interface: 1, isd_as: '1-1' },
  { interface: 2, isd_as: '1-2' },
]
const latency = (...latencyNs: (number | undefined)[]): PathMetadata => ({ ...emptyMetadata, latencyNs })
const detour: HopRecord[] = [direct[0]!, { interface: 5, isd_as: '1-3' }, { interface: 6, isd_as: '1-3' }, direct[1]!]
const entry = (hops: HopRecord[], more: Partial<PathEntry> = {}): PathEntry => ({
  ...{ fingerprint: '00', hops, sequence: '', next_hop: '10.0.0.1:30001', expiry: '2026-11-23T06:00:00.5Z', mtu: 1400 },
  ...{ latency: hops.slice(1).map(() => -1), local_ip: '', metadata: latency(undefined), supportsEpic: false, ...more },
})

test('a header before each number of hops, one line a path', () => {
  const alive = { status: 'alive', local_ip: '10.0.0.9' } as const
  expect(pathsText([entry(direct), entry(direct, alive), entry(detour)], layout)).toBe(
    '2 Hops:\n' +
      '[0] Hops: [1-1 1>2 1-2] MTU: 1400 NextHop: 10.0.0.1:30001\n' +
      '[1] Hops: [1-1 1>2 1-2] MTU: 1400 NextHop: 10.0.0.1:30001 Status: alive LocalIP: 10.0.0.9\n' +
      '3 Hops:\n' +
      '[2] Hops: [1-1 1>5 1-3 6>2 1-2] MTU: 1400 NextHop: 10.0.0.1:30001',
  )
})

test('the index has a column wide enough for the last path', () => {
  const text = pathsText(Array.from({ length: 11 }, () => entry(direct)), layout) // biome-ignore format: one call
  expect(text.split('\n')[1]).toMatch(/^\[ 0\] Hops/)
  expect(text.split('\n').at(-1)).toMatch(/^\[10\] Hops/)
})

test('extended: expiry with the time left, latency with a lower bound where it is incomplete, services', () => {
  const nowS = Date.parse('2026-11-23T01:01:01Z') / 1000
  const services = { '1-1': { control_services: ['10.0.0.3:30252'], discovery_services: [] } }
  const text = (more: Partial<PathEntry>, hops = direct): string => pathsText([entry(hops, more)], { ...layout, extended: true, nowS })
  expect(text({ metadata: latency(5_000_000) })).toBe(
    '2 Hops:\n[0] Hops: [1-1 1>2 1-2] MTU: 1400 NextHop: 10.0.0.1:30001 ' +
      'Expires: 2026-11-23 06:00:00.5 +0000 UTC (4h58m59s) Latency: 5ms SupportsEPIC: false',
  )
  expect(text({ metadata: latency(5_000_000, undefined, 2_000_000) }, detour)).toContain('Latency: >7ms (information incomplete)')
  expect(text({})).not.toContain('Latency')
  expect(text({ discovery: services, metadata: latency(1) }).split('\n')).toContain(
    '    Discovery: {1-1: {Control: 10.0.0.3:30252, Discovery: }}',
  )
})

test('colours are put around the parts', () => {
  const text = pathsText([entry(direct, { status: 'timeout' })], { ...layout, paint: (style, t) => `<${style}:${t}>` })
  expect(text).toContain('<gray:2 Hops:>')
  expect(text).toContain('[1-1 <yellow:1><magentaBright:>><yellow:2> 1-2]')
  expect(text).toContain('<cyanBright:Status>: <red:timeout>')
})

test('JSON and YAML leave out what the tool has no key for', () => {
  const result: PathsResult = { local_isd_as: '1-1', destination: '1-2', paths: [entry(direct, { latency: [3_000_000] })] }
  expect(pathsJson(result)).not.toHaveProperty('paths.0.supportsEpic')
  expect(pathsJson(result)).not.toHaveProperty('paths.0.metadata')
  expect(pathsJson(result)).toHaveProperty('paths.0.local_ip')
  expect(pathsYaml(result)).toMatchObject({ paths: [{ hops: [{ ifid: 1, ia: '1-1' }, {}], latency: ['3ms'] }] })
  expect(pathsYaml(result)).not.toHaveProperty('paths.0.local_ip')
  expect(pathsJson({ local_isd_as: '1-1', destination: '1-1' })).toEqual({ local_isd_as: '1-1', destination: '1-1' })
})

const recorded = (name: string): PathsResult => JSON.parse(readTranscript(name).stdout) as PathsResult
const listing = (stdout: string): string => stdout.split('\n').slice(1).join('\n')

transcriptTest('lists the recorded paths as recorded', () => {
  for (const [json, human] of [
    ['showpaths-111-112-json', 'showpaths-111-112-human'],
    ['showpaths-111-110-json-e', 'showpaths-111-110-human'],
    ['showpaths-112-111-json-noprobe', 'showpaths-112-111-human-noprobe'],
    ['dead112-showpaths-111-112-json', 'dead112-showpaths-111-112'],
  ] as const)
    expect(`${pathsText(recorded(json).paths!, layout)}\n`).toBe(listing(readTranscript(human).stdout))
})

transcriptTest('lists the recorded details as recorded; the order of ASes in Discovery is random there', () => {
  const paths = recorded('showpaths-111-112-json-e').paths!.map(p => ({ ...p, metadata: latency(undefined), supportsEpic: false }))
  const nowS = Date.parse('2026-11-23T20:11:24Z') / 1000 - (5 * 3600 + 59 * 60 + 24.3)
  const sorted = (text: string): string => text.replace(/\{(1-.*)\}/, (_, ases: string) => ases.split('}, ').map(a => a.replace('}', '')).sort().join('}, ')) // biome-ignore format: one step
  expect(`${sorted(pathsText(paths, { ...layout, extended: true, nowS }))}\n`).toBe(
    sorted(listing(readTranscript('showpaths-111-112-human-e').stdout)),
  )
})

transcriptTest('writes the recorded YAML from the recorded JSON', () => {
  expect(toYaml(pathsYaml(recorded('showpaths-111-112-json')))).toBe(readTranscript('showpaths-111-112-yaml').stdout)
})

transcriptTest('the JSON record comes out as recorded', () => {
  for (const name of ['showpaths-111-112-json', 'showpaths-112-111-json-noprobe', 'showpaths-111-111-json', 'showpaths-unknown-as-json']) {
    const { stdout } = readTranscript(name)
    expect(`${JSON.stringify(pathsJson(JSON.parse(stdout) as PathsResult), undefined, 2)}\n`).toBe(stdout)
  }
})
