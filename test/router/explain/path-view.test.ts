import { expect, test } from 'vitest'
import { hopMacsOf } from '#router/explain/hops.ts'
import { type PathView, viewPath } from '#router/explain/path-view.ts'
import { standingAt } from '#router/explain/place.ts'
import { isMalformed } from '#wire/bytes.ts'
import { headerLength, protocols } from '#wire/header.ts'
import { known, macs, type SeenAt, seenAt, seenPackets, titleOf, withoutKeyOf } from '../seen.ts'
import { isdAsOf } from '../walk.ts'

function viewed(bytes: Uint8Array, more: object = {}): PathView {
  const view = viewPath(bytes, { known, macs, ...more })
  if (view === undefined || isMalformed(view)) throw new Error('no path')
  return view
}
const viewAt = (s: SeenAt): PathView => viewed(s.step.bytes, { standing: standingAt(s.place), isdAs: s.isdAs })

test.each(seenPackets.map(s => [titleOf(s), s] as const))(
  'every MAC of %s is right, whether its place is known or told by the MAC',
  (_, s) => {
    const blank = s.shape.name === 'one-hop' ? ['ok', 'absent'] : s.shape.segmentOf.map(() => 'ok')
    expect(viewAt(s).hops.map(hop => hop.check)).toEqual(blank)
    expect(viewed(s.step.bytes).hops.map(hop => hop.check)).toEqual(blank)
  },
)

test('a hop in the direction of travel, with what its MAC is made over', () => {
  const view = viewAt(seenAt('up, core, down', 'a only'))
  expect(view).toMatchObject({ kind: 'scion', current: 1, standing: 'onLink', standingIs: 'known' })
  expect(view.segments.map(s => s.consDir)).toEqual([false, false, true])
  expect(view.hops.map(h => `${h.isdAs} ${h.ingress}>${h.egress}`)).toEqual(
    [
      '1-ff00:0:bb 0>51',
      '1-ff00:0:aa 42>41',
      '1-ff00:0:c1c1 12>0',
      '1-ff00:0:c1c1 0>11',
      '1-ff00:0:c2c2 21>0',
      '1-ff00:0:c2c2 0>23',
      '1-ff00:0:dd 61>63',
      '1-ff00:0:ee 81>0',
    ].map(text => expect.stringMatching(text.replace(/c(\d)c\d/, 'c$1c$1'))),
  )
  expect(view.hops[1]).toMatchObject({ alerts: '', peering: false, check: 'ok', mac: view.hops[1]!.expected })
})

test('a wrong MAC and a missing key are told apart', () => {
  const s = seenAt('down', 'a only')
  s.step.bytes[48 + 12 + 6 + 5]! ^= 1
  expect(viewAt(s).hops.map(hop => hop.check)).toEqual(['ok', 'wrong', 'ok'])
  const blind = withoutKeyOf(isdAsOf('a'))
  expect(viewed(s.step.bytes, { known: blind, macs: hopMacsOf(blind) }).hops.map(hop => hop.check)).toEqual(['ok', 'noKey', 'ok'])
})

test('one flipped bit of a SegID spoils the hops of its segment only', () => {
  const s = seenAt('up, core, down', 'b only')
  s.step.bytes[36 + 4 + 8 + 2]! ^= 1
  expect(viewAt(s).hops.map(hop => hop.check)).toEqual(['ok', 'ok', 'ok', 'wrong', 'wrong', 'ok', 'ok', 'ok'])
})

test('without a key nothing tells where the packet stands: assumed', () => {
  const blind = { ...known, keyOf: () => undefined }
  expect(viewed(seenAt('up', 'a only').step.bytes, { known: blind, macs: () => undefined })).toMatchObject({
    standing: 'onLink',
    standingIs: 'assumed',
  })
})

test('a one-hop packet before and behind its first router; the SegID of BFD is never folded', () => {
  const before = seenAt('one-hop', 'a only')
  expect(viewAt(before).hops[0]).toMatchObject({ isdAs: isdAsOf('a'), check: 'ok', segId: 0x1234, egress: 42 })
  const behind = seenAt('one-hop', 'b only')
  expect(viewAt(behind).hops[0]).toMatchObject({ check: 'ok', segId: 0x1234 })
  expect(viewAt(behind).hops[1]).toMatchObject({ isdAs: isdAsOf('b'), check: 'absent', ingress: 51 })
  before.step.bytes[4] = protocols.bfd
  expect(viewed(before.step.bytes, { standing: 'onLink', isdAs: isdAsOf('b') }).hops[0]!.check).toBe('ok')
})

test('no hop fields, and hop fields that cannot be read', () => {
  const { bytes } = seenAt('up', 'b only').step
  bytes[38] = 0xff
  expect(isMalformed(viewPath(bytes, { known, macs }))).toBe(true)
  bytes[8] = 0
  expect(viewPath(bytes, { known, macs })).toBeUndefined()
})

test('a path that leads from source to destination is believed wherever the packet strays to', () => {
  const { bytes } = seenAt('up', 'b only').step
  const strayed = viewed(bytes, { standing: 'inside', isdAs: isdAsOf('c1') })
  expect(strayed.hops.map(hop => hop.isdAs)).toEqual([isdAsOf('b'), isdAsOf('a'), isdAsOf('c1')])
  expect(strayed.hops.map(hop => hop.check)).toEqual(['ok', 'ok', 'ok'])
})

test("a router's answer starts midway: its source is not the AS of the first hop", () => {
  const { bytes } = seenAt('down', 'b only').step
  const answer = bytes.slice()
  answer.set(answer.subarray(12, 20), 20)
  answer[4] = protocols.scmp
  answer[headerLength(answer)] = 5
  const blind = { known: { ...known, ases: new Map() } }
  expect(viewed(answer, blind).hops.map(hop => hop.isdAs)).toEqual([undefined, undefined, isdAsOf('b')])
  answer[headerLength(answer)] = 128
  expect(viewed(answer, blind).hops[0]!.isdAs).toBe(isdAsOf('b'))
})
