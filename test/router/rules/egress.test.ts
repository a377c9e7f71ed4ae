import { expect, test } from 'vitest'
import {
  egressIsUp,
  egressKnown,
  forwardToEgress,
  linkPairAllowed,
  segIdFoldedAtEgress,
  segmentChangeAllowed,
} from '#router/rules/egress.ts'
import { segId } from '#wire/path.ts'
import { type Circumstances, reasonBy, standBefore } from './stand-before.ts'

const inside = { in: '192.168.0.51:30041', from: '1-ff00:0:1,192.168.0.51' }
const along = (ingress: number, egress: number): Circumstances => ({
  in: ingress,
  path: [`along 0x111 (0,311) *(${ingress},${egress}) (411,0)`],
})

test('from outside any interface of the AS; from inside only our own external ones', () => {
  const known = (c: Circumstances) => reasonBy(egressKnown, c)
  expect([along(131, 141), along(131, 181)].map(known)).toEqual([undefined, undefined])
  expect([along(131, 404), along(131, 65_535)].map(known)).toEqual(['egressUnknown', 'egressUnknown'])
  const out = (egress: number) => known({ ...inside, path: [`along 0x111 *(0,${egress}) (411,0)`] })
  expect([141, 181, 404, 0].map(out)).toEqual([undefined, 'egressUnknown', 'egressUnknown', 'egressUnknown'])
})

test('egress 0 behind a cross-over from inside is a segment change that never is allowed', () => {
  const crossed = { ...inside, path: ['along 0x111 (0,311) *(0,0)', 'along 0x222 (0,0) (411,0)'] }
  expect(reasonBy(egressKnown, crossed)).toBeUndefined()
  expect(reasonBy(egressKnown, { ...inside, path: ['along 0x111 (0,311) *(0,0)', 'along 0x222 (0,181) (411,0)'] })).toBe('egressUnknown')
  expect(reasonBy(segmentChangeAllowed, crossed)).toBe('segmentChange')
})

test('egress 0 is no way out, even where no rule before has refused it', () => {
  expect(reasonBy(egressIsUp, along(131, 0))).toBeUndefined()
  expect(reasonBy(forwardToEgress, along(131, 0))).toBe('endOfPath')
})

test('the egress is ConsEgress along construction, ConsIngress against', () => {
  const egress = (c: Circumstances): number => {
    const { p, apply } = standBefore(egressKnown, c)
    apply()
    return p.egressIfId
  }
  expect(egress({})).toBe(141)
  expect(egress({ in: 141, path: ['against 0x111^1 (411,0) *(131,141) (0,311)'] })).toBe(131)
})

/** 121 peer, 131 parent, 141 and 151 child, of siblings: 171 peer, 181 child, 191 parent */
test('link pairs on one segment; from inside all', () => {
  const pairs = [121, 131, 141].flatMap(i => [171, 191, 151, 181, 121, 131, 141].map(e => [i, e] as const))
  const allowed = pairs.filter(([i, e]) => reasonBy(linkPairAllowed, along(i, e)) === undefined).map(pair => pair.join('>'))
  expect(allowed).toEqual(['121>151', '121>181', '121>141', '131>151', '131>181', '131>141', '141>171', '141>191', '141>121', '141>131'])
  expect(reasonBy(linkPairAllowed, { ...inside, path: ['along 0x111 *(0,131) (411,0)'] })).toBeUndefined()
})

test('segment changes in a non-core AS: child to child only, never from inside; then the pair rule does not apply', () => {
  const change = (rule: typeof segmentChangeAllowed) => (i: number, e: number) =>
    reasonBy(rule, { in: i, path: [`along 0x111 (0,311) *(${i},0)`, `along 0x222 (0,${e}) (411,0)`] })
  const all = [121, 131, 141].flatMap(i => [171, 191, 151, 181].map(e => [i, e] as const))
  expect(all.filter(([i, e]) => change(segmentChangeAllowed)(i, e) === undefined)).toEqual([
    [141, 151],
    [141, 181],
  ])
  expect(all.map(([i, e]) => change(linkPairAllowed)(i, e))).toEqual(Array(12).fill(undefined))
  const fromSibling = { in: '192.168.0.13:30003', path: ['against 0x111 (811,0) *(0,181)', 'along 0x222 (0,141) (411,0)'] }
  expect(reasonBy(segmentChangeAllowed, fromSibling)).toBe('segmentChange')
  expect(reasonBy(segmentChangeAllowed, along(131, 121))).toBeUndefined()
})

test('the egress link, or the sibling behind which it is, must be up; other links do not matter', () => {
  expect(reasonBy(egressIsUp, { ...along(131, 141), down: [141] })).toBe('externalDown')
  expect(reasonBy(egressIsUp, { ...along(131, 181), down: ['brC'] })).toBe('siblingDown')
  expect(reasonBy(egressIsUp, { ...along(131, 141), down: [131, 151, 'brB', 'brC', 'brD'] })).toBeUndefined()
  expect(reasonBy(egressIsUp, { ...along(131, 181), down: [131, 141, 'brB', 'brD'] })).toBeUndefined()
})

test('the SegID is folded along construction, out of the AS, not at a peering hop', () => {
  const folded = (c: Circumstances): boolean => {
    const { p, apply } = standBefore(segIdFoldedAtEgress, c)
    const before = segId(p.bytes, p.info)
    expect(apply()).toBeUndefined()
    return segId(p.bytes, p.info) !== before
  }
  expect(folded(along(131, 141))).toBe(true)
  expect(folded(along(131, 181))).toBe(false)
  expect(folded({ in: 141, path: ['against 0x111^1 (411,0) *(131,141) (0,311)'] })).toBe(false)
  expect(folded({ in: 121, path: ['against 0x111 (211,0)', 'along peer 0x222 *(121,151) (511,0)'] })).toBe(false)
})

test('out: pointers moved on to the neighbour, as they are to a sibling; nowhere at the end of the path', () => {
  const out = (c: Circumstances): string => {
    const { p, apply } = standBefore(forwardToEgress, c)
    const verdict = apply()!
    return `${verdict.kind} ${'link' in verdict ? verdict.link.kind : ''} ${p.bytes[p.path]}`
  }
  expect(out(along(131, 141))).toBe('forward external 2')
  expect(out(along(131, 181))).toBe('handOver sibling 1')
  expect(out({ in: '192.168.0.14:30004', path: ['along 0x111 (0,911) *(191,141)'] })).toBe('drop  1')
})
