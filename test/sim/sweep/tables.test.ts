import { expect, test } from 'vitest'
import { resultsOf, summarize } from '#sim/sweep/summary.ts'
import { differencesCsv, runsCsv, summaryCsv } from '#sim/sweep/tables.ts'
import { measured, parseSweep } from './lab.ts'

const sweep = parseSweep(`name: n
topologies: [diamond.topo]
algorithms: [reference, shortest]
seeds: 2
duration: 1s
measure: {failures: 1}
`)
const results = resultsOf(sweep, ({ algorithm, seed }) => (algorithm.name === 'shortest' ? measured(seed / 3) : seed === 1 ? measured(2) : { failed: 'an "error", and more' })) // biome-ignore format: one line
const settings = summarize(sweep, results)
const fixed = '5,5,5,true,0,63,20'

test('a line a run, with units in the names; failed ones with their reason', () => {
  const [head, ...rows] = runsCsv(sweep, results).trimEnd().split('\n')
  expect(head).toBe(
    'topology,algorithm,origination_s,propagation_s,registration_s,spread_timers,resend_s,exp_time,best_set,seed,status,reason,beacons_sent,' +
      'beacon_bytes_sent,link_packets,link_bytes,segments_registered,pairs_connected_share,paths_per_pair_mean,paths_per_pair_min,' +
      'shortest_path_links_mean,path_links_mean,delay_stretch_mean,disjoint_paths_mean,disjoint_paths_of_possible_share,' +
      'connected_after_1_failed_links_share,first_path_mean_s,first_path_max_s,refused_choices',
  )
  const none = ','.repeat(16)
  expect(rows).toEqual([
    `diamond,reference,${fixed},1,done,,2${none}`,
    `diamond,reference,${fixed},2,failed,"an ""error"", and more",${none}`,
    `diamond,shortest,${fixed},1,done,,0.333333333${none}`,
    `diamond,shortest,${fixed},2,done,,0.666666667${none}`,
  ])
})

test('a line an estimate, a line a difference', () => {
  const names = 'topology,origination_s,propagation_s,registration_s,spread_timers,resend_s,exp_time,best_set'
  // 1/3 and 2/3: mean 1/2, deviation sqrt(1/18) = 0.235702260, t of 1 is 12.7062047: half width 2.11770079
  expect(summaryCsv(sweep, settings)).toBe(
    `${names},metric,algorithm,n,mean,standard_deviation,ci95_half_width,ci95_low,ci95_high\n` +
      `diamond,${fixed},beacons_sent,reference,1,2,,,,\n` +
      `diamond,${fixed},beacons_sent,shortest,2,0.5,0.23570226,2.11770079,-1.61770079,2.61770079\n`,
  )
  expect(differencesCsv(sweep, settings)).toBe(
    `${names},metric,algorithm,against,n,mean,standard_deviation,ci95_half_width,ci95_low,ci95_high,relative\n` +
      `diamond,${fixed},beacons_sent,shortest,reference,1,-1.66666667,,,,,-0.833333333\n`,
  )
})
