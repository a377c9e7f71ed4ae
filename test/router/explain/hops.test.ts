import { expect, test } from 'vitest'
import { asesAlong, checkMac, hopMacsOf, isPeeringHop, meetInAs, segIdsAlong, standingByPointers } from '#router/explain/hops.ts'
import { epicScionAt } from '#wire/epic.ts'
import { pathAt, pathType, pathTypes } from '#wire/header.ts'
import { currHf, hopAt, infOfHf, infoAt, numHops, setCurrent } from '#wire/path.ts'
import { known, macs, seenAt, seenPackets, titleOf, withoutKeyOf } from '../seen.ts'
import { isdAsOf } from '../walk.ts'

const onScionPaths = seenPackets.filter(s => pathType(s.step.bytes) !== pathTypes.oneHop)
const pathOf = (b: Uint8Array): number => (pathType(b) === pathTypes.epic ? epicScionAt(pathAt(b)) : pathAt(b))

test.each(onScionPaths.map(s => [titleOf(s), s] as const))('all hops of %s: the AS and the SegID under which its MAC is right', (_, s) => {
  const { bytes, port } = s.step
  const path = pathOf(bytes)
  const ases = asesAlong(bytes, path, known, [{ hf: currHf(bytes, path), isdAs: s.isdAs }])
  const ids = segIdsAlong(bytes, path, port === 0 ? 'inside' : 'onLink')
  const checks = ases.map(
    (isdAs, hf) => checkMac(macs, isdAs, bytes, infoAt(path, infOfHf(bytes, path, hf)), hopAt(bytes, path, hf), ids[hf]!).check,
  )
  expect(checks).toEqual(Array.from({ length: numHops(bytes, path) }, () => 'ok'))
})

test.each(onScionPaths.map(s => [titleOf(s), s] as const))(
  'the ASes of %s follow from its destination as well as from its place',
  (_, s) => {
    const { bytes } = s.step
    const path = pathOf(bytes)
    const last = numHops(bytes, path) - 1
    const here = asesAlong(bytes, path, known, [{ hf: currHf(bytes, path), isdAs: s.isdAs }])
    expect(asesAlong(bytes, path, known, [{ hf: last, isdAs: here[last]! }])).toEqual(here)
  },
)

test('where the packet stands matters: on the link and inside the AS give different SegIDs against construction direction', () => {
  const { bytes } = seenAt('up', 'a only').step
  expect(segIdsAlong(bytes, pathAt(bytes), 'onLink')).not.toEqual(segIdsAlong(bytes, pathAt(bytes), 'inside'))
})

test('pointers tell where the packet stands at the first hop and behind a cross-over, else nothing', () => {
  const at = (shape: string, router: string) => standingByPointers(seenAt(shape, router).step.bytes, 36)
  expect(at('up', 'b only')).toBe('inside')
  expect(at('up', 'a only')).toBeUndefined()
  expect(at('up, core, down', 'c2 east')).toBe('inside')
  expect(at('peering', 'd only')).toBeUndefined()
})

test('segments meet inside an AS, except at a peering link', () => {
  const shortcut = seenAt('shortcut', 'b only').step.bytes
  expect([0, 1, 2].map(hf => meetInAs(shortcut, 36, hf, hf + 1))).toEqual([false, true, false])
  const peering = seenAt('peering', 'b only').step.bytes
  expect([0, 1, 2].map(hf => meetInAs(peering, 36, hf, hf + 1))).toEqual([false, false, false])
  expect([0, 1, 2, 3].map(hf => isPeeringHop(peering, 36, hf))).toEqual([false, true, true, false])
})

test('an AS nobody knows, and one whose key nobody knows', () => {
  const { bytes } = seenAt('up', 'b only').step
  const check = (isdAs: ReturnType<typeof isdAsOf> | undefined, from = macs) =>
    checkMac(from, isdAs, bytes, infoAt(36, 0), hopAt(bytes, 36, 0), segIdsAlong(bytes, 36, 'inside')[0]!).check
  expect(check(undefined)).toBe('unknownAs')
  expect(check(isdAsOf('b'), hopMacsOf(withoutKeyOf(isdAsOf('b'))))).toBe('noKey')
  expect(check(isdAsOf('a'))).toBe('wrong')
  expect(asesAlong(bytes, 36, { ...known, ases: new Map() }, [{ hf: 0, isdAs: isdAsOf('b') }])).toEqual([
    isdAsOf('b'),
    undefined,
    undefined,
  ])
})

test('pointers beyond the path are no trouble', () => {
  const { bytes } = seenAt('up', 'b only').step
  setCurrent(bytes, 36, 3, 63)
  expect(segIdsAlong(bytes, 36, 'onLink')).toHaveLength(3)
  expect(asesAlong(bytes, 36, known, [{ hf: 63, isdAs: isdAsOf('b') }])).toEqual([undefined, undefined, undefined])
})
