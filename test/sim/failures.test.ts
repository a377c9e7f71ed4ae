import { expect, test } from 'vitest'
import type { Failures } from '#sim/failures.ts'
import { watchFailures } from '#sim/failures.ts'
import { applyFault, type Fault } from '#sim/faults.ts'
import type { Network } from '#sim/network.ts'
import { startExample } from './examples.ts'

const detectionNs = 600e6

function watched(
  name: string,
  bfd: boolean,
): { readonly network: Network; readonly failures: Failures; after(ns: number, fault?: Fault): void } {
  const network = startExample(name, bfd ? { bfd: {} } : {})
  const failures = watchFailures(network)
  return {
    network,
    failures,
    after(ns, fault) {
      network.run(network.loop.now + ns)
      if (fault !== undefined) applyFault(network, fault)
      failures.look(network.loop.now)
    },
  }
}

const link = '1-ff00:0:111#1'
const ends = ['1-ff00:0:110#1', '1-ff00:0:111#1']

test('modelled: both ends know after the detection time, and again when it is back', () => {
  const { failures, after } = watched('diamond', false)
  after(1e9, { kind: 'cut', link })
  after(5e9, { kind: 'mend', link })
  after(5e9)
  const notices = ends.map(by => ({ by, afterNs: detectionNs }))
  expect(failures.records(20e9)).toEqual([
    { name: ends.join(' - '), linkIndex: 0, atNs: 1e9, noticed: notices, backNs: 6e9, restored: notices },
  ])
  expect(failures.falseAlarms()).toEqual([])
})

test('by BFD: both ends notice within the detection time, and use it again soon after it is back', () => {
  const { failures, after } = watched('diamond', true)
  after(1e9, { kind: 'cut', link })
  after(5e9, { kind: 'mend', link })
  after(5e9)
  const [record, ...others] = failures.records(20e9)
  expect([others, failures.falseAlarms()]).toEqual([[], []])
  expect(record!.noticed.map(n => n.by)).toEqual(ends)
  for (const { afterNs } of record!.noticed) {
    // The last packet heard was at most an interval old.
    expect(afterNs).toBeGreaterThan(detectionNs - 200e6 - 20e6)
    expect(afterNs).toBeLessThanOrEqual(detectionNs + 20e6)
  }
  expect(record!.restored.map(n => n.by)).toEqual(ends)
  for (const { afterNs } of record!.restored) expect(afterNs).toBeLessThan(1.5e9)
})

test('a link that is back before anybody noticed', () => {
  for (const bfd of [false, true]) {
    const { failures, after } = watched('diamond', bfd)
    after(1e9, { kind: 'cut', link })
    after(150e6, { kind: 'mend', link })
    after(5e9)
    expect(failures.records(20e9)).toMatchObject([{ noticed: ends.map(by => ({ by, afterNs: undefined })), backNs: 1.15e9, restored: [] }])
    expect(failures.falseAlarms()).toEqual([])
  }
})

test('a router that dies: its neighbours and siblings notice, nobody else has to', () => {
  const { failures, after, network } = watched('border-routers', true)
  const id = 'br1-ff00_0_112-2'
  after(1e9, { kind: 'stopRouter', router: id })
  after(3e9, { kind: 'startRouter', router: id })
  after(3e9)
  const records = failures.records(20e9)
  expect(records.map(r => [r.name, r.linkIndex === undefined])).toEqual([
    ['1-ff00:0:111#3 - 1-ff00:0:112#2', false],
    ['br1-ff00_0_112-1 - br1-ff00_0_112-2', true],
  ])
  expect(records.map(r => r.noticed.map(n => n.by))).toEqual([['1-ff00:0:111#3'], ['br1-ff00_0_112-1']])
  for (const r of records) {
    expect(r.noticed.every(n => n.afterNs !== undefined && n.afterNs < 0.65e9)).toBe(true)
    expect([r.restored.length, r.restored.every(n => n.afterNs !== undefined)]).toEqual([2, true])
  }
  expect(network.routers.every(r => r.router.state.links.external.every(l => l.up))).toBe(true)
})

test('a link that loses half of what it carries is given up now and then though it stands, and taken again', () => {
  const { failures, after, network } = watched('diamond', true)
  after(0, { kind: 'shape', link, shape: { loss: 0.5 } })
  after(120e9)
  const alarms = failures.falseAlarms()
  expect(alarms.map(a => a.by)).toEqual(ends)
  // Three packets in a row are lost one time in eight; five are sent a second: never silent for long, never quiet for long.
  for (const { count } of alarms) expect(count).toBeGreaterThan(10)
  after(0, { kind: 'shape', link, shape: { loss: 0 } })
  after(3e9)
  expect(failures.records(0)).toEqual([])
  expect(network.routers.every(r => r.router.state.links.external.every(l => l.up))).toBe(true)
})

test('nothing is noted after the end', () => {
  const { failures, after } = watched('diamond', false)
  after(1e9, { kind: 'cut', link })
  failures.end()
  after(2e9)
  expect(failures.records(20e9)[0]!.noticed.map(n => n.afterNs)).toEqual([undefined, undefined])
})
