/** Hidden segments by group. Only writers of a group get places in it, and each only its own: what they fill is theirs. */
import type { IsdAs } from '#wire/isdas.ts'
import { createSegmentStore, insertSegment, type SegmentStore, segmentsTo } from '../lookup/segment-store.ts'
import { lastIsdAs, type Segment } from '../segment/segment.ts'
import type { GroupId } from './group.ts'

export type HiddenStore = Map<GroupId, SegmentStore>

/** The caller knows that the group exists and the segment's last AS is one of its writers. False: it is older than what is there, or there is no place. */
export function insertHidden(store: HiddenStore, group: GroupId, segment: Segment, nowS: number): boolean {
  const segments = store.get(group) ?? createSegmentStore(lastIsdAs)
  store.set(group, segments)
  return insertSegment(segments, segment, nowS)
}

/** Live segments of any of the groups to that AS, each once. */
export function hiddenTo(store: HiddenStore, groups: readonly GroupId[], dst: IsdAs, nowS: number): Segment[] {
  const found = groups.flatMap(group => {
    const segments = store.get(group)
    return segments === undefined ? [] : segmentsTo(segments, dst, nowS)
  })
  return [...new Map(found.map(s => [s.key, s])).values()]
}
