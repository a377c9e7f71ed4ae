import { describe, expect, test } from 'vitest'
import type { TraceEvent } from '#router/evidence.ts'
import type { FateCount } from '#sim/attack.ts'
import { checkExpectation, type Findings, sayFates } from '#sim/expectations.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import type { Sample } from '#sim/samples.ts'
import { type Expectation, scenarioSchema } from '#sim/schema.ts'
import { UserError } from '#wire/error.ts'
import { exampleTopology } from './examples.ts'

const flow: FlowRecord = {
  name: 'p',
  kind: 'ping',
  from: 'a',
  to: 'b',
  startNs: 0,
  endNs: 9e9,
  sent: 10,
  received: 9,
  delay: { min: 1, avg: 2.5, max: 4 },
  longestGapNs: 1e9,
  paths: [
    { fromNs: 0, packets: 5, way: 'x' },
    { fromNs: 3.5e9, packets: 5, way: 'y' },
  ],
  errors: new Map(),
  failed: undefined,
}
const fate = (more: Partial<FateCount>): FateCount => ({ end: 'refused', packets: 3, events: [], ...more })
const report = { kind: 'forgedMac', what: '', startNs: 0, packets: 3, delivered: 0, refused: 3, lost: 0 } as const
const noLoss = { packets: 10, bytes: 10, linkDown: 0, linkLoss: 0, queueFull: 0, swallowed: 0, tooBig: 0 }
const found: Findings = {
  topology: exampleTopology('tiny'),
  flows: [flow, { ...flow, name: 'silent', received: 0, delay: undefined, paths: [] }],
  attacks: [
    { ...report, name: 'f', fates: [fate({ as: '1-ff00:0:112', reason: 'macMismatch' })] },
    { ...report, name: 'vain', packets: 0, refused: 0, fates: [], failed: new UserError('no path') },
  ],
  rogues: [
    { name: 'r', kind: 'flood', as: '1-ff00:0:112', sent: 5, taken: 1, refused: 3, lost: 1 },
    { name: 'vain', kind: 'malformed', as: '1-ff00:0:112', sent: 2, taken: 0, refused: 1, lost: 0 },
    { name: 'silent', kind: 'flood', as: '1-ff00:0:112', sent: 0, taken: 0, refused: 0, lost: 0 },
  ],
  drops: [{ isdAs: '1-ff00:0:112', router: 'br', reason: 'macMismatch', count: 3 }],
  failures: [
    {
      name: 'x - y',
      linkIndex: 0,
      atNs: 3e9,
      noticed: [
        { by: 'x', afterNs: 500e6 },
        { by: 'y', afterNs: 600e6 },
      ],
      backNs: undefined,
      restored: [],
    },
    { name: 'x - z', linkIndex: 1, atNs: 3e9, noticed: [{ by: 'x', afterNs: undefined }], backNs: undefined, restored: [] },
  ],
  links: [
    { name: 'a>b', linkIndex: 0, counters: { ...noLoss, queueFull: 4 } },
    { name: 'b>a', linkIndex: 0, counters: { ...noLoss, linkLoss: 2 } },
    { name: 'a>c', linkIndex: 1, counters: { ...noLoss, queueFull: 1 } },
  ],
  samples: new Map(),
}

const parse = (expectation: object): Expectation =>
  scenarioSchema.parse({ name: 'n', topology: 't', duration: 0, expect: [expectation] }).expect[0]!
const check = (expectation: object): boolean => checkExpectation(parse(expectation), found).ok
const checkSample = (expectation: object, sample: Sample) => {
  const parsed = parse(expectation)
  return checkExpectation(parsed, { ...found, samples: new Map([[parsed, sample]]) })
}

describe('each can hold and fail', () => {
  test.each<[object, object]>([
    [{ replies: { of: 'p', atLeast: 9 } }, { replies: { of: 'p', atLeast: 10 } }],
    [{ replies: { of: 'p', atMost: 9 } }, { replies: { of: 'p', atMost: 8 } }],
    [{ replies: { of: 'p' } }, { replies: { of: 'silent' } }],
    [{ ways: { of: 'p', atMost: 2 } }, { ways: { of: 'p', atMost: 1 } }],
    [{ loss: { of: 'p', atMost: '10%' } }, { loss: { of: 'p', atMost: '9%' } }],
    [{ delay: { of: 'p', atMost: '2500us' } }, { delay: { of: 'p', atMost: '2ms' } }],
    [{ delay: { of: 'silent', atLeast: '1h' } }, { delay: { of: 'silent', atMost: '1h' } }],
    [{ moves: { of: 'p', after: '3s', within: '500ms' } }, { moves: { of: 'p', after: '3s', within: '400ms' } }],
    [{ moves: { of: 'p', after: '1s', within: '3s' } }, { moves: { of: 'p', after: '4s', within: '9s' } }],
    [{ attack: { of: 'f', refused: 3, delivered: 0 } }, { attack: { of: 'f', refused: 2 } }],
    [{ attack: { of: 'f', reason: 'macMismatch' } }, { attack: { of: 'f', reason: 'hopExpired' } }],
    [{ attack: { of: 'f', at: '1-ff00:0:112' } }, { attack: { of: 'f', at: '1-ff00:0:110' } }],
    [{ attack: { of: 'f', lost: 0 } }, { attack: { of: 'vain', delivered: 0 } }],
    [{ rogue: { of: 'r', taken: 1, refused: 3, lost: 1 } }, { rogue: { of: 'r', taken: 1, refused: 2 } }],
    [{ rogue: { of: 'vain' } }, { rogue: { of: 'r' } }],
    [{ rogue: { of: 'vain', taken: 0 } }, { rogue: { of: 'silent', taken: 0 } }],
    [{ drops: { reason: 'macMismatch', at: '1-ff00:0:112', atLeast: 3 } }, { drops: { reason: 'hopExpired' } }],
    [{ drops: { atMost: 3 } }, { drops: { at: '1-ff00:0:110' } }],
    [{ losses: { reason: 'queueFull', atLeast: 5 } }, { losses: { reason: 'queueFull', link: '1-ff00:0:111#41', atLeast: 5 } }],
    [{ losses: { link: '1-ff00:0:111#41', atLeast: 6, atMost: 6 } }, { losses: { reason: 'linkDown' } }],
    [{ noticed: { link: '1-ff00:0:111#41', within: '600ms' } }, { noticed: { link: '1-ff00:0:111#41', within: '599ms' } }],
    // One end never noticed.
    [{ noticed: { link: '1-ff00:0:110#1', within: '600ms' } }, { noticed: { link: '1-ff00:0:110#2', within: '1h' } }],
  ])('%j holds, %j fails', (holds, fails) => {
    expect([check(holds), check(fails)]).toEqual([true, false])
  })
})

describe('what was looked at while it ran', () => {
  const pairs: Sample = { reached: ['a > b'], unreached: ['a > c'] }
  const all: Sample = { reached: ['a > b', 'a > c'], unreached: [] }
  const none: Sample = { reached: [], unreached: ['a > b', 'a > c'] }

  test('ways and counts are held against their range', () => {
    const paths = { paths: { from: 'a', to: 'b', when: '2s', atLeast: 3 } }
    expect(checkSample(paths, 3)).toEqual({ text: 'paths from a to b at 2s: at least 3', ok: true, found: '3' })
    expect(checkSample(paths, 2).ok).toBe(false)
    const control = { control: { counter: 'older', at: '1-1', when: '3s', atMost: 4 } }
    expect(checkSample(control, 5)).toEqual({ text: 'older at 1-1, by 3s: at most 4', ok: false, found: '5' })
    expect(checkSample({ control: { counter: 'older' } }, 1)).toEqual({ text: 'older: at least 1', ok: true, found: '1' })
  })

  test('all pairs reach, or none; those that differ are named', () => {
    const expectation = { from: 'a', to: ['b', 'c'], when: '2s' }
    expect([all, pairs, none].map(s => checkSample({ reach: expectation }, s).ok)).toEqual([true, false, false])
    expect([all, pairs, none].map(s => checkSample({ unreachable: expectation }, s).ok)).toEqual([false, false, true])
    expect(checkSample({ reach: expectation }, pairs)).toMatchObject({ text: 'a reaches b, c at 2s', found: 'otherwise a > c' })
    expect(checkSample({ unreachable: expectation }, pairs)).toMatchObject({
      text: 'a does not reach b, c at 2s',
      found: 'otherwise a > b',
    })
  })
})

test('words for what was expected and found', () => {
  const say = (e: Expectation): string => Object.values(checkExpectation(e, found)).join(' | ')
  expect(say({ replies: { of: 'p', atLeast: 10 } })).toBe('replies of p: at least 10 | false | 9')
  expect(say({ loss: { of: 'p', atMost: 0.05 } })).toBe('loss of p: at most 5% | false | 10%')
  expect(say({ attack: { of: 'f', delivered: 1 } })).toBe('f: 1 delivered | false | 3 refused by macMismatch at 1-ff00:0:112')
  expect(say({ attack: { of: 'vain' } })).toBe('vain: refused | false | no path')
  expect(sayFates([fate({ end: 'lost', loss: 'queueFull', packets: 1 })])).toBe('1 lost (queueFull)')
})

test('the way of an attack, as far as it is told', () => {
  const decided = (router: string, more: Partial<TraceEvent>): TraceEvent => ({
    ...{ t: 0, epochS: 0, as: '1-1', router, in: 0, from: '', verdict: 'forward', rule: '', before: '', after: '' },
    ...more,
  })
  const events = [decided('a', { egress: 7 }), decided('b', { verdict: 'drop', reason: 'hopExpired' })]
  const findings: Findings = { ...found, attacks: [{ ...report, name: 'f', fates: [fate({ as: '1-1', reason: 'hopExpired', events })] }] }
  const [first, second] = ['1-1 a forward 7', '1-1 b drop hopExpired']
  const look = (attack: object) => checkExpectation(parse({ attack: { of: 'f', ...attack } }), findings)
  expect([look({ way: [first] }).ok, look({ way: [first, second] }).ok, look({ way: [first, second], refused: 2 }).ok]).toEqual([
    true,
    true,
    false,
  ])
  expect(look({ way: [first, second, second] })).toEqual({
    ...{ text: 'f: goes by way of 1-1 a forward 7, 1-1 b drop hopExpired, 1-1 b drop hopExpired', ok: false },
    found: '1-1 a forward 7, 1-1 b drop hopExpired',
  })
  expect(look({ way: [second], delivered: 1 }).text).toBe('f: 1 delivered by way of 1-1 b drop hopExpired')
})

test('of a flow that sent nothing all is lost, and where nothing was refused it was for no reason', () => {
  const idle = { ...flow, name: 'idle', sent: 0, received: 0, delay: undefined }
  const missed = { ...report, name: 'missed', packets: 1, delivered: 1, refused: 0, fates: [fate({ end: 'delivered', packets: 1 })] }
  const findings: Findings = { ...found, flows: [idle], attacks: [missed] }
  expect(checkExpectation({ loss: { of: 'idle', atLeast: 1 } }, findings)).toMatchObject({ ok: true, found: '100%' })
  expect(checkExpectation({ attack: { of: 'missed', reason: 'macMismatch' } }, findings).ok).toBe(false)
})
