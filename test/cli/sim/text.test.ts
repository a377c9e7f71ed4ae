import { expect, test } from 'vitest'
import { runText } from '#cli/sim/text.ts'
import type { RunResult } from '#sim/result.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { UserError } from '#wire/error.ts'

const scenario = readScenario(
  `name: n
note: What it shows.
duration: 8s
warmup: 12s
topology:
  ASes: {"1-1": {core: true, hosts: [a]}, "1-2": {hosts: [b]}}
  links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD, delay: 1ms}]
timeline:
  - {name: p, ping: {from: a, to: b, count: 20, interval: 100ms}}
  - {at: 1s, cut: "1-1#1"}
  - {name: f, attack: {kind: forgedMac, from: a, to: b, hop: 1}}
  - {name: g, attack: {kind: forgedMac, from: a, to: b, hop: 60}}
  - {name: r, rogue: {kind: malformed, as: "1-1", count: 6}}
expect:
  - replies: {of: p, atLeast: 5}
  - attack: {of: f, delivered: 1}`,
  'f.yaml',
  () => expect.unreachable(),
)

test('flows, attacks, refusals, losses, expectations and what identifies the run', () => {
  const result = runScenario(scenario)
  const text = runText(result, scenario.note, 'runs/n-1')
  expect(text.split('\n').map(line => line.replace(/ {2,}/g, '  ').trimEnd())).toEqual([
    'n: 2 ASes, 1 links, seed 1',
    'What it shows.',
    '',
    'Flows (received/sent, average delay)',
    expect.stringMatching(/^ {2}p {2}ping {2}a > b {2}\d+\/20 {2}2\.4\d*ms {2}1 way, last 1-1 1>2 1-2$/),
    '',
    'Failures',
    '  1-1#1 - 1-2#2  at 1s  noticed by 1-1#1 after 600.000ms, by 1-2#2 after 600.000ms',
    '',
    'Attacks',
    '  f  forgedMac  1 refused by macMismatch at 1-2',
    '  g  forgedMac  could not be made: the path has no hop field 60',
    '',
    'Rogue control services',
    expect.stringMatching(/^ {2}r {2}malformed {2}1-1 {2}6 messages: /),
    '',
    'Refused by routers',
    expect.stringMatching(/^ +\d+ {2}1-1 {2}br1-1-1 {2}externalDown {2}the link of the egress interface is down #link-down-notification$/),
    '  1  1-2  br1-2-1  macMismatch  the hop field MAC is not ours #hf-mac-calc',
    expect.stringMatching(/^ {2}\d+ {2}1-2 {2}br1-2-1 {2}externalDown /),
    '',
    'Control services (signatures modelled)',
    expect.stringMatching(/^ {2}\d+ originated, .*\d+ rejected$/),
    expect.stringMatching(/^ {2}\d+ {2}1-2 {2}\w+ {2}\w/),
    '',
    'Lost on links',
    expect.stringMatching(/^ {2}\d+ {2}linkDown {2}1-1 br1-1-1#1 > 1-2 br1-2-1#2$/),
    '',
    'Expected',
    '  ok  replies of p: at least 5',
    '  FAIL f: 1 delivered; found: 1 refused by macMismatch at 1-2',
    '',
    `1 of 2 expectations failed; 20s of virtual time, ${result.events} events, digest ${result.digest}`,
    'written to runs/n-1',
  ])
})

test('parts with nothing to say are left out', () => {
  const quiet = runText({ ...runScenario({ ...scenario, steps: [], expectations: [] }), control: [] }, undefined, undefined)
  expect(quiet).toMatch(/^n: 2 ASes, 1 links, seed 1\n\nevery expectation holds; 20s of virtual time, \d+ events, digest \w{32}$/)
})

const noLoss = { packets: 9, bytes: 900, linkDown: 0, linkLoss: 0, queueFull: 0, swallowed: 0, tooBig: 0 }
const flow = { from: 'alice', to: 'bob', startNs: 0, endNs: 1e9, longestGapNs: undefined, errors: new Map(), failed: undefined } as const
const attack = { kind: 'forgedMac', what: '', startNs: 0, packets: 0, delivered: 0, refused: 0, lost: 0 } as const

const bare: RunResult = {
  name: 'n',
  seed: 3,
  epochS: 1_800_000_000,
  ases: 2,
  links: [
    { name: 'a>b', linkIndex: 0, counters: noLoss },
    { name: 'b>a', linkIndex: 0, counters: noLoss },
  ],
  warmupNs: 20e9,
  durationNs: 50e9,
  events: 77,
  digest: 'd1',
  verdicts: { forward: 1, handOver: 0, deliver: 1, bfd: 0, answer: 0, drop: 0 },
  flows: [],
  attacks: [],
  rogues: [],
  drops: [],
  failures: [],
  ways: [],
  falseAlarms: [],
  control: [],
  signatures: 'modelled',
  unreachable: 0,
  tooBig: 0,
  expectations: [],
  passed: true,
}

const way = (text: string) => ({ fromNs: 0, packets: 1, way: text })
const full: RunResult = {
  ...bare,
  passed: false,
  flows: [
    {
      ...flow,
      name: 'long name',
      kind: 'ping',
      sent: 10,
      received: 9,
      delay: { min: 1, avg: 2.5, max: 4 },
      paths: [way('1-1 1>2 1-2'), { ...way('1-1 3>4 1-2'), gapNs: 712.3e6 }],
    },
    { ...flow, name: 'one', kind: 'udp', sent: 1, received: 1, delay: { min: 1, avg: 1, max: 1 }, paths: [way('1-1 1>2 1-2')] },
    { ...flow, name: 'none', kind: 'traceroute', sent: 0, received: 0, delay: undefined, paths: [], failed: 'no path to 1-2' },
    { ...flow, name: 'quiet', kind: 'ping', sent: 0, received: 0, delay: undefined, paths: [] },
  ],
  attacks: [
    {
      ...attack,
      name: 'a',
      refused: 3,
      packets: 3,
      fates: [{ end: 'refused', packets: 3, as: '1-2', reason: 'macMismatch', events: [] }],
    },
    { ...attack, name: 'b', fates: [] },
    { ...attack, name: 'c', fates: [], failed: new UserError('no paths', 'wait') },
  ],
  rogues: [{ name: 'r', kind: 'flood', as: '1-2', sent: 5, taken: 1, refused: 3, lost: 0 }],
  drops: [{ isdAs: '1-2', router: 'br2', reason: 'macMismatch', count: 12 }],
  failures: [
    {
      name: '1-1#1 - 1-2#2',
      linkIndex: 0,
      atNs: 3e9,
      noticed: [
        { by: '1-1#1', afterNs: 512e6 },
        { by: '1-2#2', afterNs: undefined },
      ],
      backNs: 8e9,
      restored: [{ by: '1-1#1', afterNs: 201e6 }],
    },
    { name: 'br1 - br2', linkIndex: undefined, atNs: 4e9, noticed: [], backNs: undefined, restored: [] },
  ],
  falseAlarms: [{ by: '1-1#1', count: 2 }],
  control: [
    { isdAs: '1-1', counter: 'accepted', count: 4 },
    { isdAs: '1-1', counter: 'loop', count: 12 },
    { isdAs: '1-2', counter: 'originated', count: 1 },
    { isdAs: '1-2', counter: 'accepted', count: 5 },
  ],
  links: [
    { name: 'a>b', linkIndex: 0, counters: { ...noLoss, linkDown: 1, queueFull: 200 } },
    { name: 'b>a', linkIndex: 0, counters: { ...noLoss, linkLoss: 3, swallowed: 4 } },
  ],
  expectations: [
    { text: 'replies of p: at least 9', ok: true, found: '9' },
    { text: 'loss of p: at most 5%', ok: false, found: '10%' },
  ],
}

test('found by BFD: by how many packets', () => {
  expect(runText({ ...full, verdicts: { ...full.verdicts, bfd: 7 } }, '', '')).toContain('Failures (found by BFD, 7 packets)\n')
})

test('columns are aligned, and every way to end has its words', () => {
  expect(runText(full, 'what it shows', 'runs/n-3')).toBe(
    `n: 2 ASes, 1 links, seed 3
what it shows

Flows (received/sent, average delay)
  long name  ping        alice > bob  9/10  2.500ms  2 ways, last 1-1 3>4 1-2, fail-over 712.300ms
  one        udp         alice > bob   1/1  1.000ms  1 way, last 1-1 1>2 1-2
  none       traceroute  alice > bob   0/0        -  no path to 1-2
  quiet      ping        alice > bob   0/0        -  0 ways

Failures
  1-1#1 - 1-2#2  at 3s  noticed by 1-1#1 after 512.000ms, by 1-2#2 not at all  back at 8s  used again by 1-1#1 after 201.000ms
  br1 - br2      at 4s  nobody was there to notice

False alarms
  1-1#1  given up 2 times without a failure

Attacks
  a  forgedMac  3 refused by macMismatch at 1-2
  b  forgedMac  no packet was met
  c  forgedMac  could not be made: no paths

Rogue control services
  r  flood  1-2  5 messages: 1 taken, 3 refused, 0 lost

Refused by routers
  12  1-2  br2  macMismatch  the hop field MAC is not ours #hf-mac-calc

Control services (signatures modelled)
  1 originated, 9 accepted
  12  1-1  loop  an AS is there twice

Lost on links
    1  linkDown   a > b
  200  queueFull  a > b
    3  linkLoss   b > a
    4  swallowed  b > a

Expected
  ok   replies of p: at least 9
  FAIL loss of p: at most 5%; found: 10%

1 of 2 expectations failed; 1m10s of virtual time, 77 events, digest d1
written to runs/n-3`,
  )
})
