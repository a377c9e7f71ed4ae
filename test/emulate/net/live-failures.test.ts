import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logPath } from '#emulate/net/jobs.ts'
import { failureRecords, type LiveFailure, noteFault } from '#emulate/net/live-failures.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { temporaryFolder } from './lab.ts'

const topology = exampleTopology('tiny')
const end = '1-ff00:0:111#41'
const at = (ms: number): string => new Date(1e12 + ms).toISOString()

test('a cut link, as the routers at its ends log it', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'logs'))
  const log = (...lines: string[]): string => lines.map(l => `${l}\n`).join('')
  writeFileSync(
    logPath(folder, 'br1-ff00_0_111-1'),
    log(
      `${at(0)} info interface 41: BFD Init -> Up`,
      `${at(5500)} info interface 41: BFD Up -> Down`,
      `${at(9100)} info interface 41: BFD Down -> Up`,
    ),
  )
  writeFileSync(logPath(folder, 'br1-ff00_0_110-1'), log(`${at(5700)} info interface 2: BFD Up -> Down`))
  const failures: LiveFailure[] = []
  noteFault(failures, topology, { kind: 'cut', link: end }, 1e12 + 5000)
  noteFault(failures, topology, { kind: 'mend', link: end }, 1e12 + 9000)
  expect(failureRecords(failures, topology, folder, 1e12)).toEqual([
    {
      name: '1-ff00:0:110#1 - 1-ff00:0:111#41',
      linkIndex: 0,
      atNs: 5e9,
      noticed: [
        { by: '1-ff00:0:110#1', afterNs: undefined },
        { by: end, afterNs: 0.5e9 },
      ],
      backNs: 9e9,
      restored: [
        { by: '1-ff00:0:110#1', afterNs: undefined },
        { by: end, afterNs: 0.1e9 },
      ],
    },
  ])
})

test('of a router that dies the other ends notice, and what only hurts breaks nothing', () => {
  const failures: LiveFailure[] = []
  noteFault(failures, topology, { kind: 'stopRouter', router: 'br1-ff00_0_110-2' }, 0)
  noteFault(failures, topology, { kind: 'stopAs', as: '1-ff00:0:111' }, 0)
  noteFault(failures, topology, { kind: 'partition', a: ['1-ff00:0:112'] }, 0)
  noteFault(failures, topology, { kind: 'stopService', service: 'cs1-ff00_0_110-1' }, 0)
  expect(failures.map(f => `${f.link.index}: ${f.ends.map(e => e.routerId).join(' ')}`)).toEqual([
    '1: br1-ff00_0_112-1',
    '0: br1-ff00_0_110-1',
    '1: br1-ff00_0_110-2 br1-ff00_0_112-1',
  ])
})
