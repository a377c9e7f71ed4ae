import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hopTable, routerText } from '#cli/explain/hop-table.ts'
import { settle } from '#cli/tools/tool-network.ts'
import { ping } from '#host/ping.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { attack } from '#sim/attack.ts'
import type { AttackPlan } from '#sim/attackers.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'

function network(name: string): Network {
  const file = join(root, 'examples', 'topologies', `${name}.topo`)
  return createNetwork(loadTopo(readFileSync(file, 'utf8'), file).topology, { seed: 1 })
}

const demo = network('demo16')
settle(demo)

const attacked = (plan: AttackPlan): string => hopTable(attack(demo, plan).fates[0]!.events)
/** An honest packet: over a path of its sender, from who it says. */
const sent = (path: number): string => attacked({ kind: 'inject', from: 'alice', to: 'bob', path })

/** SegIDs as A, B, C ... in the order they appear: only which are equal is fixed, their values come from the keys of the run. */
function anonymous(table: string): string {
  const names: string[] = []
  return table.replace(/(?<= {2})[\da-f]{4}(?= )/g, segId => {
    if (!names.includes(segId)) names.push(segId)
    return String.fromCharCode(65 + names.indexOf(segId)).repeat(4)
  })
}

const lines = (table: string): string[] => table.split('\n').map(line => line.trim().replace(/ {2,}/g, ' | '))

test('crossings from segment to segment, siblings, and the SegID at every step', () => {
  // The router that crosses folds the SegID of the segment it leaves; the next segment brings its own.
  expect(anonymous(sent(2))).toBe(
    `
  router            in      out      hop field          SegID before  after  MAC  rules  verdict
  1-ff00:0:113 br1  inside  if 2     0 (2,0)            AAAA          AAAA   ok   22 ok  forward
  1-ff00:0:112 br3  if 3    sibling  1 (2,3)            AAAA          BBBB   ok   22 ok  handOver
  1-ff00:0:112 br2  inside  if 2     1 (2,3)            BBBB          BBBB   ok   22 ok  forward
  1-ff00:0:120 br2  if 5    sibling  2 (0,5) > 3 (2,0)  BBBB          CCCC   ok   22 ok  handOver
  1-ff00:0:120 br1  inside  if 2     3 (2,0)            DDDD          DDDD   ok   22 ok  forward
  2-ff00:0:210 br2  if 2    sibling  4 (0,2) > 5 (0,5)  DDDD          EEEE   ok   22 ok  handOver
  2-ff00:0:210 br1  inside  if 5     5 (0,5)            FFFF          GGGG   ok   22 ok  forward
  2-ff00:0:212 br1  if 1    inside   6 (1,0)            GGGG          GGGG   ok   12 ok  deliver
`.slice(1, -1),
  )
})

test('over a peering link segments change on the link: no router crosses', () => {
  expect(lines(anonymous(sent(0))).slice(1)).toEqual([
    '1-ff00:0:113 br1 | inside | if 2 | 0 (2,0) | AAAA | AAAA | ok | 22 ok | forward',
    '1-ff00:0:112 br3 | if 3 | sibling | 1 (4,3) | AAAA | AAAA | ok | 22 ok | handOver',
    '1-ff00:0:112 br4 | inside | if 4 | 1 (4,3) | AAAA | AAAA | ok | 22 ok | forward',
    '2-ff00:0:211 br3 | if 3 | sibling | 2 (3,2) | BBBB | BBBB | ok | 22 ok | handOver',
    '2-ff00:0:211 br2 | inside | if 2 | 2 (3,2) | BBBB | BBBB | ok | 22 ok | forward',
    '2-ff00:0:212 br1 | if 2 | inside | 3 (2,0) | BBBB | BBBB | ok | 12 ok | deliver',
  ])
})

test('a shortcut crosses where it turns', () => {
  const net = network('shortcut')
  settle(net)
  const table = hopTable(attack(net, { kind: 'inject', from: 'alice', to: 'bob' }).fates[0]!.events)
  expect(lines(table)[2]).toMatch(/^1-ff00:0:111 br2 \| if 2 \| sibling \| 1 \(1,2\) > 2 \(1,3\) \| /)
})

test('refusals: how many rules passed, which refused, what it answers; no SegID after', () => {
  const last = (plan: AttackPlan): string => lines(anonymous(attacked(plan))).at(-1)!
  const from = { from: 'alice', to: 'bob' } as const
  expect(last({ kind: 'forgedMac', ...from, path: 2, hop: 2 })).toBe(
    '1-ff00:0:120 br2 | if 5 | if 5 | 2 (0,5) | BBBB | WRONG | 9 ok, macIsValid | answer: macMismatch (SCMP 4/51/88)',
  )
  expect(last({ kind: 'forgedMac', ...from, path: 2, hop: 3 })).toBe(
    '1-ff00:0:120 br2 | if 5 | if 5 | 2 (0,5) > 3 (2,0) | BBBB | WRONG | 14 ok, crossedMacIsValid | answer: macMismatch (SCMP 4/51/100)',
  )
  expect(last({ kind: 'expiredHop', ...from })).toBe(
    '1-ff00:0:113 br1 | inside | inside | 0 (2,0) | AAAA | - | 2 ok, hopNotExpired | answer: hopExpired (SCMP 4/52/56)',
  )
})

/** What routers decide about whatever crosses a link, while `change` may rewrite it. */
function decisions(net: Network, link: number, untilS: number, change: (bytes: Bytes) => Bytes = bytes => bytes): TraceEvent[] {
  const events: TraceEvent[] = []
  net.directions[link]![0].taps.push(change)
  const leave = net.observe(traceDecisions(event => events.push(event)))
  net.run(net.loop.now + untilS * nsPerS)
  leave()
  return events
}

test('beacons have a one-hop path: the rule that decided, no hop field', () => {
  const rows = lines(hopTable(decisions(network('two'), 0, 6))).slice(1)
  expect(rows).toContain('1-ff00:0:110 br1 | inside | if 1 | oneHopForwarded | forward')
  expect(rows).toContain('1-ff00:0:111 br1 | if 1 | inside | oneHopCompleted | deliver')
})

test('what is no SCION packet has a row and a reason', () => {
  for (const bytes of [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(100).fill(0xff)]) {
    const rows = lines(hopTable(decisions(network('two'), 0, 6, () => bytes))).slice(1)
    expect(rows, `${bytes.length} bytes`).toContain('1-ff00:0:111 br1 | if 1 | parse | drop: notScion')
  }
})

test('pointers beyond the path are shown as they are', () => {
  const rewritten = (field: string, value: number): string => {
    const net = network('two')
    settle(net)
    const plan = { destination: { isdAs: '1-ff00:0:111', host: '127.0.0.1' } as const, count: 1, intervalNs: nsPerS, timeoutNs: nsPerS }
    net.onHost(net.findHost('1-ff00:0:110')!, (host, now, out) => ping(host, plan, now, out))
    return lines(hopTable(attack(net, { kind: 'rewrite', link: '1-ff00:0:110#1', field, value }).fates[0]!.events)).at(-1)!
  }
  expect(rewritten('path.meta.CurrHF', 60)).toMatch(
    /^1-ff00:0:111 br1 \| if 1 \| 60 of 2 \| [\da-f]{4} \| - \| 0 ok, pathPointersFit \| drop: pathMalformed$/,
  )
  expect(rewritten('path.meta.CurrINF', 3)).toBe('1-ff00:0:111 br1 | if 1 | 1 (1,0) | - | 0 ok, pathPointersFit | drop: pathMalformed')
  expect(rewritten('common.NextHdr', 99)).toMatch(/ 0 ok, parse \| drop: notScion$/)
  expect(rewritten('path.meta.Seg0Len', 60)).toBe('1-ff00:0:111 br1 | if 1 | parse | drop: headerMalformed')
  expect(rewritten('common.HdrLen', 3)).toBe('1-ff00:0:111 br1 | if 1 | parse | drop: headerMalformed')
})

test('the name of a router without what the ISD-AS before it says', () => {
  const name = (router: string): string => routerText({ as: '1-ff00:0:110', router })
  expect(name('br1-ff00_0_110-12')).toBe('1-ff00:0:110 br12')
  for (const router of ['br1', 'br-east-1', 'bridge-1', 'br1-ff00_0_110-east']) expect(name(router)).toBe(`1-ff00:0:110 ${router}`)
})
