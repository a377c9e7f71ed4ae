/** What a run of a sweep is measured by: names as in the CSV files, and for people. */
import type { MeasurePlan } from './sweep.ts'

export interface Metric {
  /** with its unit at the end where it has one */
  readonly name: string
  readonly says: string
}

/** In the order of the tables. */
export const metricsOf = ({ failures }: Pick<MeasurePlan, 'failures'>): readonly Metric[] => [
  { name: 'beacons_sent', says: 'beacons sent' },
  { name: 'beacon_bytes_sent', says: 'bytes of beacons, with modelled signatures' },
  { name: 'link_packets', says: 'packets over links, all messages' },
  { name: 'link_bytes', says: 'bytes over links, without signatures' },
  { name: 'segments_registered', says: 'segments registered' },
  { name: 'pairs_connected_share', says: 'share of AS pairs with a path' },
  { name: 'paths_per_pair_mean', says: 'paths of a pair, mean' },
  { name: 'paths_per_pair_min', says: 'paths of a pair, least' },
  { name: 'shortest_path_links_mean', says: 'links on the shortest path' },
  { name: 'path_links_mean', says: 'links on a path' },
  { name: 'delay_stretch_mean', says: 'lowest delay, to the lowest possible' },
  { name: 'disjoint_paths_mean', says: 'link-disjoint paths of a pair' },
  { name: 'disjoint_paths_of_possible_share', says: '  share of those the topology allows' },
  ...failures.map(k => ({ name: survivalName(k), says: `share still connected, ${k} ${k === 1 ? 'link fails' : 'links fail'}` })),
  { name: 'first_path_mean_s', says: 'seconds to the first path, mean' },
  { name: 'first_path_max_s', says: 'seconds to the first path, last pair' },
  { name: 'refused_choices', says: 'choices of the algorithm refused' },
]

/** Metric: the share of pairs connected after so many links have failed. */
export const survivalName = (failures: number): string => `connected_after_${failures}_failed_links_share`
