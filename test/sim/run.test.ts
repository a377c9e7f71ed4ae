import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { playScenario, type RunOptions, runScenario } from '#sim/run.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { scenarioFolder } from './examples.ts'

const load = (name: string): Scenario =>
  readScenario(readFileSync(join(scenarioFolder, name), 'utf8'), name, topology =>
    readFileSync(join(scenarioFolder, dirname(name), topology), 'utf8'),
  )
const examples = readdirSync(scenarioFolder, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'))
/** Too long to run twice, and never twice the same: it has a test of its own, year.long.ts. */
const long = ['year.yaml']

describe('examples', () => {
  test('there are enough, and each says what it shows', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6)
    for (const name of examples) expect(load(name).note?.length, name).toBeGreaterThan(40)
  })

  test.each(examples.filter(name => !long.includes(name)))('%s comes as expected, twice the same', name => {
    const results = [1, 2].map(() => runScenario(load(name), { ecdsa: platformEcdsa }))
    expect(results[0]!.expectations.filter(e => !e.ok)).toEqual([])
    expect(results[0]!.expectations.length).toBeGreaterThan(0)
    expect(results[1]).toEqual(results[0])
  })
})

const inline = (more: string): Scenario =>
  readScenario(
    `name: n
duration: 5s
warmup: 12s
topology:
  ASes: {"1-1": {core: true, hosts: [a]}, "1-2": {hosts: [b]}}
  links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD, delay: 1ms, loss: 10%}]
${more}`,
    'f.yaml',
    () => expect.unreachable(),
  )

test('an expectation that does not hold fails the run', () => {
  const scenario = inline('timeline: [{ping: {from: a, to: b}}]\nexpect: [{replies: {of: ping 1, atLeast: 99}}]')
  expect(runScenario(scenario)).toMatchObject({ passed: false, expectations: [{ ok: false, found: expect.stringMatching(/^[01]$/) }] })
})

test('another seed, another run', () => {
  const scenario = inline('timeline: [{ping: {from: a, to: b, count: 20, interval: 100ms}}]')
  const digest = (options: RunOptions): string => runScenario(scenario, options).digest
  expect(digest({ seed: 2 })).not.toBe(digest({}))
  expect(digest({ seed: 1 })).toBe(digest({}))
})

test('recording and progress change nothing; they begin after the warm-up', () => {
  const scenario = inline('timeline: [{at: 1s, ping: {from: a, to: b}}]')
  const traces: string[] = []
  const pieces: string[] = []
  const times: number[] = []
  const result = runScenario(scenario, {
    trace: piece => traces.push(piece),
    capture: { write: file => pieces.push(file), fileOf: 'all', internal: true },
    progress: (now, total) => times.push(now / total),
  })
  expect(result).toEqual(runScenario(scenario))
  // The first line says what was run.
  const first = JSON.parse(traces.join('').split('\n')[1]!) as { t: number }
  expect(first.t).toBeGreaterThan(12e9)
  expect(pieces.length).toBeGreaterThan(10)
  expect(times.at(-1)).toBe(1)
})

test('times are told from the end of the warm-up, and links count from there', () => {
  const { flows, links } = runScenario(inline('timeline: [{at: 1s, ping: {from: a, to: b}}]'))
  expect(flows[0]!.startNs).toBe(1e9)
  expect(flows[0]!.paths[0]!.fromNs).toBeGreaterThanOrEqual(1e9)
  expect(links[0]!.counters.packets).toBeLessThan(10)
})

test('control settings and detection reach the network', () => {
  const scenario = inline(`detection: 1s
control: {origination: 1h, propagation: 1h, registration: 1h}
expect: [{paths: {from: b, to: a, atMost: 0}}]`)
  expect(runScenario(scenario).passed).toBe(true)
})

test('an attack that cannot be made is in the result, not an exception', () => {
  const result = runScenario(
    inline('timeline: [{attack: {kind: forgedMac, from: a, to: b, hop: 60}}]\nexpect: [{attack: {of: attack 1, delivered: 0}}]'),
  )
  expect(result.passed).toBe(false)
  expect(result.attacks[0]!.failed?.message).toMatch(/no hop field 60/)
})

test('nothing of the warm-up is counted, however long it was', () => {
  const counts = [12, 62].map(warmup => {
    const { links, verdicts, attacks, flows } = runScenario({
      ...inline('timeline: [{at: 1s, ping: {from: a, to: b}}, {at: 2s, attack: {kind: forgedMac, from: a, to: b}}]'),
      warmupNs: warmup * 1e9,
    })
    expect(attacks[0]!.startNs).toBe(2e9)
    expect(flows[0]!.endNs).toBeLessThan(5e9)
    return [links[0]!.counters.packets, verdicts.forward]
  })
  for (const i of [0, 1]) expect(Math.abs(counts[0]![i]! - counts[1]![i]!)).toBeLessThan(10)
})

test('epoch and detection are those of the scenario', () => {
  const run = (detection: string) =>
    runScenario(
      inline(
        `epoch: 1900000000\ndetection: ${detection}\ntimeline: [{ping: {from: a, to: b, count: 30, interval: 100ms}}, {cut: "1-1#1"}]`,
      ),
    )
  expect(run('100ms').epochS).toBe(1_900_000_000)
  const refused = (detection: string): boolean => run(detection).drops.some(d => d.reason === 'externalDown')
  expect(['100ms', '4900ms'].map(refused)).toEqual([true, false])
})

test('failures are found by BFD packets where the scenario says so, and measured', () => {
  const run = (bfd: string) =>
    runScenario(inline(`${bfd}\ntimeline: [{at: 2s, cut: "1-1#1"}]\nexpect: [{noticed: {link: "1-1#1", within: 450ms}}]`))
  const [found, modelled, slow] = ['bfd: {multiplier: 4, interval: 100ms}', '', 'bfd: true'].map(run)
  expect([found!.passed, modelled!.passed, slow!.passed]).toEqual([true, false, false])
  expect([found!.verdicts.bfd > 30, modelled!.verdicts.bfd]).toEqual([true, 0])
  expect(found!.failures.map(f => [f.name, f.atNs, f.noticed.length])).toEqual([['1-1#1 - 1-2#2', 2e9, 2]])
  expect(run('bfd: true').digest).toBe(slow!.digest)
  expect(run('bfd: false').digest).toBe(modelled!.digest)
})

test('a scenario can be played until a time of its timeline, watched from the start', () => {
  const scenario = load('link-cut.yaml')
  const cut = scenario.steps.find(s => s.action.kind === 'fault')!
  const cutLinks = (atNs: number): number => {
    let seen = 0
    const network = playScenario(scenario, atNs, () => seen++)
    expect([network.loop.now, seen > 0]).toEqual([scenario.warmupNs + atNs, true])
    return network.directions.filter(([d]) => !d.up).length
  }
  expect([cutLinks(cut.atNs - 1), cutLinks(cut.atNs)]).toEqual([0, 1])
})
