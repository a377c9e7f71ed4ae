import { expect, test } from 'vitest'
import { controlCsv, dropsCsv, dropsIn, failuresCsv, flowsCsv, linksCsv, manifestOf, type RunResult, summaryOf } from '#sim/result.ts'
import { UserError } from '#wire/error.ts'

const result: RunResult = {
  name: 'n',
  seed: 3,
  epochS: 1_800_000_000,
  ases: 2,
  links: [
    { name: 'a>b', linkIndex: 0, counters: { packets: 5, bytes: 500, linkDown: 1, linkLoss: 2, queueFull: 3, swallowed: 4, tooBig: 6 } },
  ],
  warmupNs: 1e9,
  durationNs: 2e9,
  events: 77,
  digest: 'd1',
  verdicts: { forward: 1, handOver: 0, deliver: 1, bfd: 0, answer: 0, drop: 0 },
  flows: [
    {
      name: 'p "1", x',
      kind: 'ping',
      from: 'a',
      to: 'b',
      startNs: 5e8,
      endNs: undefined,
      sent: 3,
      received: 2,
      delay: { min: 1, avg: 1.5, max: 2 },
      longestGapNs: 9e8,
      paths: [
        { fromNs: 5e8, packets: 3, way: '1-1 3>4 1-2' },
        { fromNs: 6e8, packets: 3, way: '1-1 1>2 1-2', gapNs: 7e8 },
      ],
      errors: new Map([['e', 1]]),
      failed: undefined,
    },
  ],
  attacks: [
    {
      name: 'f',
      startNs: 0,
      kind: 'forgedMac',
      what: 'w',
      packets: 1,
      delivered: 0,
      refused: 1,
      lost: 0,
      fates: [{ end: 'refused', packets: 1, events: [{} as never] }],
      failed: new UserError('why', 'so'),
    },
  ],
  ways: [],
  rogues: [],
  failures: [
    {
      name: '1-1#1 - 1-2#2',
      linkIndex: 0,
      atNs: 5e8,
      noticed: [
        { by: '1-1#1', afterNs: 5e8 },
        { by: '1-2#2', afterNs: undefined },
      ],
      backNs: 15e8,
      restored: [{ by: '1-1#1', afterNs: 2e8 }],
    },
    { name: 'br1 - br2', linkIndex: undefined, atNs: 6e8, noticed: [], backNs: undefined, restored: [] },
  ],
  falseAlarms: [],
  drops: [
    { isdAs: '1-1', router: 'br1', reason: 'macMismatch', count: 2 },
    { isdAs: '1-2', router: 'br2', reason: 'hopExpired', count: 5 },
  ],
  control: [
    { isdAs: '1-1', counter: 'accepted', count: 4 },
    { isdAs: '1-2', counter: 'loop', count: 1 },
  ],
  signatures: 'modelled',
  unreachable: 0,
  tooBig: 0,
  expectations: [],
  passed: true,
}

test('CSV: a head, a line each, quotes where needed', () => {
  expect(flowsCsv(result)).toBe(
    'name,kind,from,to,start_s,end_s,sent,received,min_ms,avg_ms,max_ms,longest_gap_ms,failover_ms,ways,last_way,errors,failed\n' +
      '"p ""1"", x",ping,a,b,0.5,,3,2,1,1.5,2,900,700,2,1-1 1>2 1-2,1,\n',
  )
  expect(dropsCsv(result)).toBe(
    'isd_as,router,reason,count,text,clause\n1-1,br1,macMismatch,2,the hop field MAC is not ours,#hf-mac-calc\n' +
      '1-2,br2,hopExpired,5,the hop field has expired,#process-router-ingress\n',
  )
  expect(controlCsv(result)).toBe('isd_as,counter,count,text\n1-1,accepted,4,\n1-2,loop,1,an AS is there twice\n')
  expect(failuresCsv(result)).toBe(
    'failure,at_s,by,noticed_ms,back_s,used_again_ms\n1-1#1 - 1-2#2,0.5,1-1#1,500,1.5,200\n1-1#1 - 1-2#2,0.5,1-2#2,,1.5,\nbr1 - br2,0.6,,,,\n',
  )
  expect(linksCsv(result)).toBe('link,direction,packets,bytes,link_down,link_loss,queue_full,swallowed,too_big\n0,a>b,5,500,1,2,3,4,6\n')
})

test('drops by reason and AS', () => {
  expect([dropsIn(result.drops, undefined, undefined), dropsIn(result.drops, 'hopExpired', undefined), dropsIn(result.drops, undefined, '1-1')]).toEqual([7, 5, 2]) // biome-ignore format: one line
})

test('summary and manifest are plain JSON, without packets', () => {
  const summary = JSON.parse(JSON.stringify(summaryOf(result)))
  expect(summary.flows[0].errors).toEqual({ e: 1 })
  expect(summary.attacks[0].failed).toBe('why\n  hint: so')
  expect(summary.attacks[0].fates).toEqual([{ end: 'refused', packets: 1 }])
  expect(summary.links).toBeUndefined()
  expect(manifestOf(result, { hopproof: '1' })).toEqual({
    name: 'n',
    seed: 3,
    epochS: 1_800_000_000,
    warmupNs: 1e9,
    durationNs: 2e9,
    events: 77,
    digest: 'd1',
    passed: true,
    versions: { hopproof: '1' },
  })
})
