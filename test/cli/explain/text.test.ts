import { expect, test } from 'vitest'
import { explanationText } from '#cli/explain/text.ts'
import { explainPacket } from '#router/explain/explanation.ts'
import { known, macs, questionOf, seenAt, withoutKeyOf } from '#test/router/seen.ts'
import { isdAsOf } from '#test/router/walk.ts'
import { fromHex } from '#wire/bytes.ts'

function textOf(s: ReturnType<typeof seenAt>, more: object = {}): string {
  return explanationText(explainPacket(questionOf(s, more)), { bytes: s.step.bytes }, 'a test')
}

test('the picture has each AS once, and an arrow at the link or AS the packet is at', () => {
  const lines = textOf(seenAt('shortcut', 'a only')).split('\n')
  const picture = lines.findIndex(line => line.includes('--->'))
  expect(lines[picture]).toBe('  1-ff00:0:bb [51]--->[42] 1-ff00:0:aa [43]--->[71] 1-ff00:0:ff')
  expect(lines[picture + 1]!.indexOf('^')).toBe(lines[picture]!.indexOf('[51]--->[42]') + 6)
  expect(lines[picture + 1]).toContain('the packet is on this link')
  expect(textOf(seenAt('shortcut', 'b only'))).toContain('^ the packet is in this AS')
})

test('the path as a table: current hop, peering, expiry, SegID, MAC', () => {
  const text = textOf(seenAt('peering', 'a only'))
  expect(text).toMatch(/> {4}1 {2}1-ff00:0:aa +42 +44 +peer +2027-01-15T13:58:20Z +5 h 58 min left +0x[0-9a-f]{4} +[0-9a-f]{12} +ok/)
  expect(text).toContain('segment 0, against construction direction, peering, made 2027-01-15T07:58:20Z')
  expect(text).toContain('path.hop[1]  dataplane#hopfld  current')
})

test('rules: what was asked, what it saw, what does not apply, what was not asked any more', () => {
  const s = seenAt('up', 'a only')
  s.step.bytes[48 + 12 + 11]! ^= 1
  const text = textOf(s)
  expect(text).toMatch(/ok +hopNotExpired +is the hop field still alive\? +dataplane#process-router-ingress/)
  expect(text).toMatch(/STOPS IT +macIsValid .*\n +the hop field MAC is not ours, over SegID 0x[0-9a-f]{4} and hop \(41,42\) our key gives/)
  expect(text).toMatch(/- +peeringHopFound/)
  expect(text).toMatch(/\. +forwardToEgress/)
  expect(text).toMatch(
    /it sends SCMP parameterProblem invalidHopFieldMac \(4\/51\), pointer 60:\n {4}1-ff00:0:aa,10\.0\.0\.1 > 1-ff00:0:bb/,
  )
})

test('an answer is about a packet', () => {
  const s = seenAt('up', 'a only')
  s.step.bytes[48 + 12 + 11]! ^= 1
  const bytes = fromHex(explainPacket(questionOf(s)).router!.sent)!
  const text = explanationText(
    explainPacket({ bytes, known, macs, place: { kind: 'unknown' }, unixNs: undefined, walk: false }),
    { bytes },
    'a test',
  )
  expect(text).toContain('About the packet')
  expect(text).toContain('the pointer names path.hop[1] of this packet')
})

test('EPIC, one-hop, and what is not known', () => {
  expect(textOf(seenAt('EPIC', 'd only'))).toMatch(/ok +PHVF +docs\/scion-header#path-type-epic-hp/)
  expect(textOf(seenAt('one-hop', 'b only'))).toContain('not written yet: the receiving router does')
  const blind = textOf(seenAt('up', 'a only'), { known: withoutKeyOf(isdAsOf('a')), macs: () => undefined, place: { kind: 'unknown' } })
  expect(blind).toContain('none of 3 MACs checked')
  expect(blind).toContain('SegIDs as of a packet on the link into the AS of the current hop: assumed')
})
