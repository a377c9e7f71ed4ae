/** Scenarios made to crash, to hang, to eat memory, or that no run could fulfil: each is a `UserError` with its place before anything runs. */
import { describe, expect, test } from 'vitest'
import { runScenario } from '#sim/run.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { scenarioSchema } from '#sim/schema.ts'
import { UserError } from '#wire/error.ts'

const network = `
ASes: {"1-1": {core: true, hosts: [a]}, "1-2": {hosts: [b]}}
links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD}]
`
const read = (text: string): Scenario => readScenario(`name: n\ntopology: t\n${text}`, 'f.yaml', () => network)

/** Its two lines, or what was thrown instead. */
function complaint(text: string): string {
  try {
    read(text)
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text
    throw error
  }
}

const step = (text: string): string => `duration: 10s\ntimeline: [${text}]`
const expected = (text: string): string => `duration: 10s\ntimeline: [{ping: {from: a, to: b}}]\nexpect: [${text}]`

test('DRKeys: epochs as long as they may be, and none without being asked for', () => {
  for (const drkey of ['5m', '73h', '360.5s'])
    expect(complaint(`drkey: ${drkey}\nduration: 10s`)).toBe(
      'f.yaml:3:8: drkey: is no length of an epoch\n  hint: whole seconds, from 6m to 72h',
    )
  expect(complaint(step('{ping: {from: a, to: b, spao: true}}'))).toBe(
    'f.yaml:4:42: timeline.0.ping.spao: needs DRKeys\n  hint: drkey: 24h',
  )
  expect(complaint(`drkey: 6m\n${step('{ping: {from: a, to: b, spao: true}}')}`)).toBe('none')
  expect(read(`drkey: 6m\nduration: 1s`).drkeyEpochS).toBe(360)
})

test('BFD: as its packets can say, and nothing modelled besides', () => {
  expect(read('bfd: {multiplier: 4, interval: 50ms}\nduration: 1s').bfd).toEqual({
    detectMult: 4,
    desiredMinTxNs: 50e6,
    requiredMinRxNs: 50e6,
  })
  expect([read('bfd: true\nduration: 1s').bfd, read('bfd: false\nduration: 1s').bfd]).toEqual([{}, undefined])
  expect(complaint('bfd: {multiplier: 256}\nduration: 1s')).toMatch(/bfd/)
  expect(complaint('bfd: {interval: 1us}\nduration: 1s')).toMatch(/bfd/)
  expect(complaint('bfd: true\ndetection: 1s\nduration: 1s')).toBe(
    'f.yaml:4:12: detection: is not modelled where BFD measures it\n  hint: leave out detection, or bfd',
  )
})

test('hidden paths: groups of the network, from a file or written out', () => {
  const groups = 'groups: {"2-a": {owner: 1-2, writers: [1-2], registries: [1-1]}}'
  const file = (content: string): string => {
    try {
      readScenario('name: n\ntopology: t\nhiddenPaths: g.yaml\nduration: 1s', 'f.yaml', name => (name === 't' ? network : content))
      return 'none'
    } catch (error) {
      if (error instanceof UserError) return error.text
      throw error
    }
  }
  expect([file(groups), complaint(`hiddenPaths: {${groups}}\nduration: 1s`)]).toEqual(['none', 'none'])
  expect(file('groups: []')).toBe('g.yaml:1:9: groups: expected a mapping, found a list')
  expect(complaint('hiddenPaths: 7\nduration: 1s')).toBe('f.yaml:3:14: hiddenPaths: expected a mapping, found 7')
  expect(complaint('hiddenPaths: {group: {}}\nduration: 1s')).toContain('f.yaml:3:15: hiddenPaths.group is not known')
  expect(complaint(`hiddenPaths: {${groups.replace('[1-2]', '[1-3]')}}\nduration: 1s`)).toBe(
    'f.yaml:3:14: hiddenPaths: the network has no AS "1-3"',
  )
})

test('ways that cannot be chosen: by what is no access list or policy, or over EPIC without authenticators', () => {
  const chosen = (text: string): string => complaint(step(`{ping: {from: a, to: b, ${text}}}`))
  expect(chosen('acl: ["* 1", "+"]')).toMatch('f.yaml:4:42: timeline.0.ping.acl.0: "* 1" is no ACL entry')
  expect(chosen('acl: ["- 1"]')).toMatch('f.yaml:4:41: timeline.0.ping.acl: the ACL has no default')
  expect(chosen('policy: {acl: ["- 1-x", "+"]}')).toMatch('f.yaml:4:51: timeline.0.ping.policy.acl.0: ')
  expect(chosen('policy: {colour: red}')).toMatch('f.yaml:4:45: timeline.0.ping.policy.colour: is not known here')
  expect(chosen('policy: fast')).toMatch(/^f.yaml:4:44: timeline.0.ping.policy: /)
  expect(chosen('epic: true')).toBe('f.yaml:4:42: timeline.0.ping.epic: needs EPIC authenticators\n  hint: control: {epic: true}')
  expect(complaint(`control: {epic: true}\n${step('{traceroute: {from: a, to: b, epic: true}}')}`)).toBe('none')
})

describe('what would never end', () => {
  test.each(['origination', 'propagation', 'registration'])('%s without a pause', key => {
    expect(complaint(`duration: 10s\ncontrol: {${key}: 0s}`)).toMatch(
      `f.yaml:4:${13 + key.length}: control.${key}: is too short\n  hint: at least 1ms`,
    )
    expect(complaint(`duration: 10s\ncontrol: {${key}: 1ms}`)).toBe('none')
  })

  test.each([
    ['rate: 1000Tbps, size: 6, for: 1us', 'makes 2.08e+13 packets a second for 0.000001s'],
    ['rate: 1Gbps, size: 1000, for: 1h', 'makes 1.25e+5 packets a second for 3600s'],
  ])('UDP at %s', (udp, message) => {
    expect(complaint(step(`{udp: {from: a, to: b, ${udp}}}`))).toBe(
      `f.yaml:4:18: timeline.0.udp: ${message}\n  hint: at most 10000000 a second and 100000000 in all`,
    )
  })

  test('longer than virtual time goes', () => {
    expect(complaint('warmup: 50000h\nduration: 50000h')).toMatch(
      'f.yaml:4:11: duration: with the warm-up is too long\n  hint: at most ten years',
    )
    expect(complaint('duration: 50000h')).toBe('none')
  })
})

test('the clock stays within 32 bits of seconds, at both ends', () => {
  expect(complaint('duration: 1s\nepoch: 0')).toMatch('f.yaml:4:8: epoch: ')
  expect(complaint('duration: 1s\nepoch: 4294967295')).toMatch('f.yaml:4:8: epoch: ')
  expect(complaint('duration: 1h\nepoch: 4294794000')).toMatch(
    'f.yaml:4:8: epoch: ends after what 32 bits of seconds hold\n  hint: begin earlier',
  )
  expect(complaint('duration: 1h\nepoch: 4294790000')).toBe('none')
})

test('the earliest and the latest time still make an expired path that is refused as such', () => {
  for (const epoch of [172_800, 4_294_794_400]) {
    const scenario = read(
      `warmup: 12s\nduration: 2s\nepoch: ${epoch}\ntimeline: [{attack: {kind: expiredHop, from: a, to: b}}]\nexpect: [{attack: {of: attack 1, reason: hopExpired}}]`,
    )
    expect(runScenario(scenario).expectations, String(epoch)).toMatchObject([{ ok: true }])
  }
})

describe('names that the network has not are found when it is read', () => {
  test.each([
    [
      step('{attack: {kind: forgedMac, from: a, to: b, hop: 1-9}}'),
      'f.yaml:4:60: timeline.0.attack.hop: the network has no AS "1-9"\n  hint: it has 1-1, 1-2',
    ],
    [
      step('{attack: {kind: rewrite, link: "1-1#1", field: path.hop[1].Nothing, value: 1}}').replace(
        'path.hop[1].Nothing',
        '"path.hop[1].Nothing"',
      ),
      'f.yaml:4:59: timeline.0.attack.field: no packet has a field "path.hop[1].Nothing"\n  hint: "hopproof explain" shows the fields of a packet, like path.hop[1].ExpTime',
    ],
    [
      step('{attack: {kind: rewrite, link: "1-1#1", field: magic.ExpTime, value: 1}}'),
      'f.yaml:4:59: timeline.0.attack.field: no packet has a field "magic.ExpTime"\n  hint: "hopproof explain" shows the fields of a packet, like path.hop[1].ExpTime',
    ],
    [
      step('{attack: {kind: nuke, from: a, to: b}}'),
      expect.stringMatching(/^f.yaml:4:28: timeline.0.attack.kind: .*'forgedMac'.*'replay'/),
    ],
    [step('{attack: {kind: inject, from: a, to: b, overheard: eve}}'), expect.stringContaining('no host "eve"\n  hint: it has a, b')],
    [
      step('{attack: {kind: forgedMac, from: a, to: b, claims: 1-1}}'),
      expect.stringContaining('"claims" is not known here\n  hint: remove it'),
    ],
    [step('{explode: a}'), 'f.yaml:4:22: timeline.0.explode: "explode" is not known here\n  hint: remove it, or correct its spelling'],
    [expected('{replies: {of: cut 1}}'), expect.stringContaining('is called "cut 1"\n  hint: there are: ping 1')],
    [expected('{attack: {of: ping 1}}'), expect.stringContaining('no attack in the timeline is called "ping 1"\n  hint: there are: none')],
    [expected('{drops: {reason: dislike}}'), expect.stringMatching(/^f.yaml:5:27: expect.0.drops.reason: .*"macMismatch"/)],
  ])('%s', (text, message) => expect(complaint(text)).toEqual(message))
})

describe('what no run can fulfil', () => {
  test.each([
    ['{replies: {of: ping 1, atLeast: 5, atMost: 3}}', 'f.yaml:5:53: expect.0.replies.atMost: is less than atLeast'],
    ['{delay: {of: ping 1, atLeast: 5s, atMost: 3ms}}', 'f.yaml:5:52: expect.0.delay.atMost: is less than atLeast'],
    ['{paths: {from: a, to: b, atLeast: 2, atMost: 1}}', 'f.yaml:5:55: expect.0.paths.atMost: is less than atLeast'],
    ['{moves: {of: ping 1, after: 11s, within: 1s}}', 'f.yaml:5:38: expect.0.moves.after: is after the end'],
  ])('%s', (text, message) => expect(complaint(expected(text)).split('\n')[0]).toBe(message))

  test('the same number twice is exact', () => expect(complaint(expected('{replies: {of: ping 1, atLeast: 1, atMost: 1}}'))).toBe('none'))
})

/** A pair: what is just taken, and what is too much. */
test.each([
  ['{ping: {from: a, to: b, count: #}}', 65_535, 65_536],
  ['{ping: {from: a, to: b, count: #}}', 1, 0],
  ['{ping: {from: a, to: b, payload: #}}', 65_000, 65_001],
  ['{ping: {from: a, to: b, payload: #}}', 0, -1],
  ['{udp: {from: a, to: b, rate: 1Mbps, for: 1s, size: #}}', 65_000, 65_001],
  ['{udp: {from: a, to: b, rate: 1Mbps, for: 1s, size: #}}', 6, 5],
  ['{attack: {kind: replay, link: 1-1#1, copies: #}}', 1000, 1001],
  ['{attack: {kind: splice, from: a, to: b, packets: #}}', 1_000_000, 1_000_001],
  ['{attack: {kind: leakedKey, from: a, to: b, of: 1-1, expTime: #}}', 255, 256],
  ['{attack: {kind: leakedKey, from: a, to: b, of: 1-1, consEgress: #}}', 65_535, 65_536],
  ['{attack: {kind: forgedMac, from: a, to: b, hop: #}}', 63, 64],
  ['{shape: {link: 1-1#1, queue: #}}', 1_000_000, 1_000_001],
  ['{shape: {link: 1-1#1, queue: #}}', 1, 0],
  ['{shape: {link: 1-1#1, loss: #}}', 1, 1.1],
])('%s takes %d, not %d', (text, taken, not) => {
  const given = (n: number): string => complaint(step(text.replaceAll('1-1#1', '"1-1#1"').replace(/: #/, `: ${n}`)))
  expect(given(taken)).toBe('none')
  expect(given(not)).toMatch(/^f.yaml:4:\d+: timeline.0\./)
})

test('lists have an end, and names a length', () => {
  const data = { name: 'n', topology: 't', duration: '1s' }
  const issue = (more: object) => scenarioSchema.safeParse({ ...data, ...more }).error?.issues[0]?.path
  expect(issue({ expect: Array(10_001).fill({ drops: {} }) })).toEqual(['expect'])
  expect(issue({ timeline: Array(100_001).fill({ cut: 'x' }) })).toEqual(['timeline'])
  expect(issue({ timeline: [{ name: 'x'.repeat(101), cut: 'x' }] })).toEqual(['timeline', 0, 'name'])
  expect(issue({ timeline: [{ cut: '' }] })).toEqual(['timeline', 0, 'cut'])
  expect(issue({ name: 'x'.repeat(101) })).toEqual(['name'])
  expect(issue({ name: '.x' })).toEqual(['name'])
  expect(issue({ expect: [{ drops: { atLeast: -1 } }] })).toEqual(['expect', 0, 'drops', 'atLeast'])
})

test("a text's own hint comes along", () =>
  expect(complaint('duration: soon')).toBe(
    'f.yaml:3:11: duration: "soon" is not a duration\n  hint: expected a number with a unit (ns, us, ms, s, m, h), like 500ms or 1m30s',
  ))

test('wrong types, in every place of a scenario', () => {
  for (const key of ['name', 'note', 'seed', 'epoch', 'warmup', 'duration', 'detection', 'control', 'timeline', 'expect'])
    for (const value of key === 'note' || key === 'name' ? ['[1]', '{a: 1}', 'true'] : ['[[1]]', '{a: 1}', 'true', 'x y z'])
      expect(
        () =>
          readScenario(
            `topology: t\n${Object.entries({ name: 'n', duration: '1s', [key]: value })
              .map(([k, v]) => `${k}: ${v}`)
              .join('\n')}`,
            'f.yaml',
            () => network,
          ),
        `${key}: ${value}`,
      ).toThrow(UserError)
})

test('many steps and many expectations are read in no time', () => {
  const steps = Array.from({ length: 3000 }, (_, i) => `{name: s${i}, ping: {from: a, to: b}}`)
  const wishes = Array.from({ length: 3000 }, (_, i) => `{replies: {of: s${i}}}`)
  const scenario = read(`duration: 10s\ntimeline: [${steps.join(',')}]\nexpect: [${wishes.join(',')}]`)
  expect([scenario.steps.length, scenario.expectations.length]).toEqual([3000, 3000])
})

test('a timeline of no time at all has its steps, and the last moment too', () => {
  const still = runScenario(
    read('warmup: 12s\nduration: 0s\ntimeline: [{ping: {from: b, to: a}}]\nexpect: [{replies: {of: ping 1, atMost: 0}}]'),
  )
  expect(still).toMatchObject({ passed: true, flows: [{ startNs: 0 }] })
  const last = runScenario(
    read('warmup: 0s\nduration: 1s\ntimeline: [{at: 1s, ping: {from: b, to: a}}]\nexpect: [{replies: {of: ping 1, atMost: 0}}]'),
  )
  expect(last).toMatchObject({ passed: true, flows: [{ startNs: 1e9 }] })
})

test('an end of a link is the same in every spelling: packets are changed in the direction that leaves it', () => {
  const run = (link: string): number | undefined =>
    runScenario(
      read(
        `warmup: 12s\nduration: 3s\ntimeline: [{ping: {from: b, to: a, count: 3, interval: 100ms}}, {attack: {kind: rewrite, link: "${link}", src: 1-2, field: common.FlowID, value: 1}}]`,
      ),
    ).attacks[0]?.packets
  expect(['1-2#2', '1-2#02', '1-1#1'].map(run)).toEqual([1, 1, 0])
})

test.each([
  '{kind: replay, link: "1-1#1", src: 1-9}',
  '{kind: replay, link: "1-1#1", dst: 1-9}',
  '{kind: inject, from: a, to: b, claims: 1-9}',
])('an AS there is not: %s', attack => expect(complaint(step(`{attack: ${attack}}`))).toContain('the network has no AS "1-9"'))

test('each fault is itself', () => {
  const { steps } = read(step('{mend: "1-1#1"}, {startRouter: br1-1-1}, {stopService: cs1-1-1}, {startService: cs1-1-1}'))
  expect(steps.map(s => s.action.kind === 'fault' && s.action.fault.kind)).toEqual(['mend', 'startRouter', 'stopService', 'startService'])
})
