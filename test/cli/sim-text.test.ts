import { expect, test } from 'vitest'
import { runText } from '#cli/sim-text.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'

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
    'Attacks',
    '  f  forgedMac  1 refused by macMismatch at 1-2',
    '  g  forgedMac  could not be made: the path has no hop field 60',
    '',
    'Refused by routers',
    expect.stringMatching(/^ +\d+ {2}1-1 {2}br1-1-1 {2}externalDown {2}the link of the egress interface is down #link-down-notification$/),
    '  1  1-2  br1-2-1  macMismatch  the hop field MAC is not ours #hf-mac-calc',
    expect.stringMatching(/^ {2}\d+ {2}1-2 {2}br1-2-1 {2}externalDown /),
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
  const quiet = runText(runScenario({ ...scenario, steps: [], expectations: [] }), undefined, undefined)
  expect(quiet).toMatch(/^n: 2 ASes, 1 links, seed 1\n\nevery expectation holds; 20s of virtual time, \d+ events, digest \w{32}$/)
})
