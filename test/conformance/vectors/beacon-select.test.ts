import { describe, expect, test } from 'vitest'
import { beaconSelectVectors } from '#conformance/vectors/beacon-select.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(beaconSelectVectors, 'vectors/control/beacon-select.json', 179)

const way = ['0 1-1 1', '1 1-2 2']
const filter = { max_hops_length: 10, as_black_list: ['3'], isd_black_list: [], allow_isd_loop: true }
const operations = [
  { timestamp: 5, ingress: 1, hops: way, result: 'inserted' },
  { timestamp: 5, ingress: 1, hops: way, result: 'ignored' },
  { timestamp: 6, ingress: 1, hops: way, result: 'updated' },
  { timestamp: 5, ingress: 1, hops: ['0 1-5 1'], result: 'inserted' },
]
const good: readonly (readonly [string, Record<string, unknown>])[] = [
  ['select', { candidates: [way, ['0 1-1 2']], result_size: 1, diversity_to_first: [0, 2], selected: [0] }],
  ['diversity', { a: way, b: ['0 1-1 1'], a_b: 1, b_a: 0 }],
  [
    'filter',
    { filter_yaml: 'AsBlackList: [2]', max_hops_length: 10, allow_isd_loop: true, hops: way, error: 'contains blocked AS {isd_as=1-2}' },
  ],
  [
    'filter',
    { filter_yaml: '{}', max_hops_length: 10, allow_isd_loop: true, hops: way, error: '', next: '1-1', filter_loop_no_isd_loop: 'AS loop' },
  ],
  [
    'usage',
    {
      hops: way,
      prop: filter,
      up: { ...filter, as_black_list: ['2'] },
      down: filter,
      core: { ...filter, max_hops_length: 1 },
      usage_noncore: 10,
      prefilter_noncore_accepts: true,
      usage_core: 8,
      prefilter_core_accepts: true,
    },
  ],
  [
    'policy_yaml',
    {
      yaml: 'BestSetSize: 3\nFilter: {IsdBlackList: [2]}',
      expected_type: 'CoreSegmentRegistration',
      ok: true,
      best_set_size: 3,
      candidate_set_size: 100,
      max_exp_time: 63,
      max_hops_length: 10,
      as_black_list: null,
      isd_black_list: [2],
      allow_isd_loop: true,
      registration_policies: 0,
      validate_error: '',
    },
  ],
  ['registration_match', { matcher_yaml: 'Sequence: "1-1 1-2"', hops: way, match: true }],
  [
    'store',
    {
      core: true,
      best_set_size: 3,
      candidate_set_size: 5,
      core_reg_max_hops: 1,
      operations,
      sources_in_db_order: ['1-5', '1-1'],
      to_propagate: [3, 2],
      to_register_core: [3],
      candidate_order: [3, 2],
    },
  ],
]
const replay = (table: string, c: Record<string, unknown>) =>
  replayOne(beaconSelectVectors, {
    ...{ select: [], diversity: [], filter: [], usage: [], policy_yaml: [], registration_match: [], store: [] },
    [table]: [c],
  })
const inputs = [
  'candidates',
  'a',
  'b',
  'hops',
  'next',
  'filter_yaml',
  'yaml',
  'matcher_yaml',
  'prop',
  'up',
  'down',
  'core',
  'expected_type',
]

/** Another value of the same kind. */
function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  if (typeof value === 'string') return value === '' ? 'ISD loop' : ''
  if (value === null) return ['9']
  return (value as unknown[]).slice(1)
}

describe.each(good)('%s', (table, c) => {
  test('passes, and fails for each member that is changed', () => {
    expect(replay(table, c)).toMatchObject({ result: 'passed' })
    const notCompared = [
      ...inputs,
      ...(table === 'store' ? ['best_set_size', 'candidate_set_size', 'operations', 'sources_in_db_order'] : []),
    ]
    for (const name of Object.keys(c).filter(n => !notCompared.includes(n)))
      if (!(table === 'store' && name === 'core_reg_max_hops'))
        expect(replay(table, { ...c, [name]: other(c[name]) }).result, name).toBe('failed')
  })
})

test('a store that takes another way of going about it fails', () => {
  const [, store] = good.at(-1)!
  const changed = operations.map((o, i) => (i === 1 ? { ...o, result: 'updated' } : o))
  expect(replay('store', { ...store, operations: changed }).result).toBe('failed')
  expect(replay('store', { ...store, sources_in_db_order: ['1-1', '1-5'] }).result).toBe('failed')
  expect(replay('store', { ...store, core_reg_max_hops: 2 }).result).toBe('failed')
})

test('what the reference takes, and panics with, is refused', () => {
  const [, policy] = good.find(([table]) => table === 'policy_yaml')!
  expect(replay('policy_yaml', { ...policy, yaml: 'BestSetSize: -3', best_set_size: -3 }).result).toBe('passed')
  expect(replay('policy_yaml', { yaml: 'BestSetSize: -3', expected_type: 'Propagation', ok: false }).result).toBe('passed')
})
