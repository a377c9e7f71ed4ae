import fc from 'fast-check'
import { expect, test } from 'vitest'
import { explainPacket } from '#router/explain/explanation.ts'
import { placeByPath } from '#router/explain/place.ts'
import { fromHex } from '#wire/bytes.ts'
import { headerLength, protocols } from '#wire/header.ts'
import { known, macs, questionOf, seenAt, seenPackets, titleOf, unixNs, withoutKeyOf } from '../seen.ts'
import { epochS, isdAsOf } from '../walk.ts'

test.each(seenPackets.map(s => [titleOf(s), s] as const))('%s passes, and every byte of it is in a field', (_, s) => {
  const e = explainPacket(questionOf(s, { walk: true }))
  expect(e.passes).toBe(true)
  expect(e.malformed).toBeUndefined()
  expect(e.router!.walk!.end).toBe('delivered')
  expect(e.fields.reduce((bits, f) => bits + f.width, 0)).toBe(s.step.bytes.length * 8)
})

test('a forged packet: the rule, the reason, the clause, the answer, and what it quotes', () => {
  const s = seenAt('up', 'a only')
  s.step.bytes[48 + 12 + 11]! ^= 1
  const e = explainPacket(questionOf(s))
  expect(e.passes).toBe(false)
  expect(e.router).toMatchObject({ decidedBy: 'macIsValid', reason: 'macMismatch', clause: '#hf-mac-calc', scmp: '4/51/60' })
  expect(e.router!.verdict).toBe(
    'refused: the hop field MAC is not ours; the sender gets SCMP parameterProblem invalidHopFieldMac (4/51), pointer 60',
  )
  const answer = fromHex(e.router!.sent)!
  const about = explainPacket({ bytes: answer, known, macs, place: placeByPath(answer, known, macs), unixNs, walk: false })
  expect(about.quote).toMatchObject({ pointsAt: 'path.hop[1]' })
  expect(about.quote!.path!.hops.map(hop => hop.check)).toEqual(['ok', 'wrong', 'ok'])
  expect(about.quote!.path!.hops[1]!.isdAs).toBe(isdAsOf('a'))
  expect(about.path!.hops[2]).toMatchObject({ isdAs: isdAsOf('b'), check: 'ok' })
})

test('SCMP errors breed no errors: the same packet as an SCMP error is dropped silently', () => {
  const s = seenAt('up', 'a only')
  s.step.bytes[48 + 12 + 6]! ^= 1
  s.step.bytes[4] = protocols.scmp
  s.step.bytes[headerLength(s.step.bytes)] = 1
  expect(explainPacket(questionOf(s)).router).toMatchObject({ scmp: '', sent: '', reason: 'macMismatch' })
})

test('time: given, or what the packet tells', () => {
  const s = seenAt('up', 'a only')
  expect(explainPacket(questionOf(s)).time).toMatchObject({ iso: '2027-01-15T08:00:00Z', toldByPacket: false })
  expect(explainPacket(questionOf(s, { unixNs: undefined })).time).toMatchObject({
    unixNs: BigInt(epochS - 100) * 1_000_000_000n,
    toldByPacket: true,
  })
  const late = explainPacket(questionOf(s, { unixNs: unixNs + 86_400_000_000_000n }))
  expect(late.router).toMatchObject({ reason: 'hopExpired', scmp: '4/52/60' })
  const epic = seenAt('EPIC', 'd only')
  expect(explainPacket(questionOf(epic, { unixNs: undefined })).passes).toBe(true)
})

test('without the key of the AS the other rules still speak', () => {
  const s = seenAt('up', 'a only')
  const e = explainPacket(questionOf(s, { known: withoutKeyOf(isdAsOf('a')), macs: () => undefined }))
  expect(e.router).toMatchObject({ hasKey: false, passes: true, decidedBy: 'forwardToEgress' })
  expect(e.path!.hops.every(hop => hop.check === 'noKey')).toBe(true)
})

test('what cannot be read does not pass, also where no router judges it', () => {
  const bytes = seenAt('up', 'a only').step.bytes.slice(0, 50)
  const e = explainPacket({ bytes, known, macs, place: { kind: 'unknown' }, unixNs, walk: false })
  expect(e.malformed).toEqual({ malformed: "HdrLen 84 is beyond the packet's 50 bytes", at: 5 })
  expect(e.passes).toBe(false)
})

test('an EPIC packet from the future says so', () => {
  const e = explainPacket(questionOf(seenAt('EPIC', 'd only'), { unixNs: unixNs - 2_000_000_000n }))
  expect(e.router).toMatchObject({ decidedBy: 'epicPacketIsFresh', reason: 'epicTimestamp' })
  expect(e.router!.steps.find(step => step.rule === 'epicPacketIsFresh')!.saw).toBe('sent 2 s ahead of our clock')
})

test('places without a router', () => {
  const s = seenAt('up', 'a only')
  const textAt = (place: Parameters<typeof questionOf>[1]) => explainPacket(questionOf(s, place)).placeText
  expect(textAt({ place: { kind: 'inside', isdAs: isdAsOf('a'), to: 'cs' } })).toBe('inside 1-ff00:0:aa, on its way to cs')
  expect(textAt({ place: { kind: 'onLink', isdAs: isdAsOf('a') } })).toContain('on the link into 1-ff00:0:aa')
  expect(textAt({ place: { kind: 'unknown' } })).toContain('not known')
})

test('any bytes are explained', () => {
  fc.assert(
    fc.property(
      fc.nat(seenPackets.length - 1),
      fc.uint8Array({ maxLength: 80 }),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
      (i, noise, edits) => {
        const s = seenPackets[i]!
        const bytes = s.step.bytes.slice()
        for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value
        for (const b of [bytes, noise]) {
          const place = placeByPath(b, known, macs)
          explainPacket(questionOf({ ...s, step: { ...s.step, bytes: b } }, { walk: true }))
          explainPacket(questionOf({ ...s, step: { ...s.step, bytes: b } }, { place, unixNs: undefined }))
        }
      },
    ),
    { numRuns: 300 },
  )
})
