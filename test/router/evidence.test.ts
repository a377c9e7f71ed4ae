import { expect, test } from 'vitest'
import { scmpOf, type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { createPacket, loadPacket } from '#router/packet.ts'
import type { Router } from '#router/router.ts'
import { toHex } from '#wire/bytes.ts'
import { headerLength } from '#wire/header.ts'
import { buildBindingRequest } from '#wire/stun.ts'
import { createStoryRouter, epochS, now } from './network.ts'
import { allStories, buildExpected, buildInput, type Story } from './story.ts'

function eventOf(router: (o: ReturnType<typeof traceDecisions>) => Router, story: Story): TraceEvent {
  const events: TraceEvent[] = []
  const r = router(traceDecisions(event => events.push(event)))
  const port = typeof story.in === 'number' ? story.in : 0
  const from = typeof story.in === 'number' ? 'peer' : story.in
  r.process(r.linkOf(port, from), from, buildInput(story), now)
  expect(events).toHaveLength(1)
  return events[0]!
}
const plain = (observer: ReturnType<typeof traceDecisions>): Router => createStoryRouter({ observer })
const story = (name: string): Story => allStories().find(s => s.name === name)!
const headerOf = (bytes: Uint8Array): string => toHex(bytes.subarray(0, headerLength(bytes)))

test('forwarded: where it left, the header before and after', () => {
  const s = story('ParentToChild')
  expect(eventOf(plain, s)).toEqual({
    t: now,
    epochS,
    as: '1-ff00:0:1',
    router: 'brA',
    in: 131,
    from: 'peer',
    verdict: 'forward',
    rule: 'forwardToEgress',
    egress: 141,
    before: headerOf(buildInput(s)),
    after: headerOf(buildExpected(s)!),
    payload: { length: 26, protocol: 17, digest: 'cee1d688', kind: 'other', port: 21_000 },
  })
})

test('handed over and delivered: to whom on the internal network', () => {
  expect(eventOf(plain, story('ChildToInternalParent'))).toMatchObject({
    verdict: 'handOver',
    egress: 0,
    to: '192.168.0.14:30004',
    toSibling: 'brD',
  })
  expect(eventOf(plain, story('SVC'))).toMatchObject({ verdict: 'deliver', egress: 0, to: '192.168.0.71:20007' })
})

test("answered: reason, SCMP with pointer, back to the sender; the header after is the answer's", () => {
  const s = story('SCMPBadMACInternal')
  const answer = { verdict: 'answer', rule: 'macIsValid', reason: 'macMismatch', scmp: '4/51/60', egress: 0, to: '192.168.0.14:30004' }
  expect(eventOf(plain, s)).toMatchObject({ ...answer, after: headerOf(buildExpected(s)!) })
  expect(eventOf(plain, story('SCMPTracerouteIngress'))).toMatchObject({ verdict: 'answer', scmp: '131/0', egress: 141, asked: 141 })
  expect(eventOf(plain, story('SCMPDestinationUnreachable'))).toMatchObject({ reason: 'noService', scmp: '1/0' })
})

test('dropped: the reason, and the header as the rules left it', () => {
  const s = story('InvalidSrcInternalParentToChild')
  const header = headerOf(buildInput(s))
  expect(eventOf(plain, s)).toMatchObject({ verdict: 'drop', reason: 'transitSource', before: header, after: header })
})

test('what is no SCION packet has no header; a STUN answer has no SCMP', () => {
  expect(eventOf(plain, story('NoScionPacket'))).toMatchObject({ verdict: 'drop', before: '', after: '' })
  const stun: Story = { ...story('NoScionPacket'), in: '192.168.0.51:5', bytes: toHex(buildBindingRequest(new Uint8Array(12))) }
  const event = eventOf(plain, stun)
  expect(event).toMatchObject({ verdict: 'answer', egress: 0, to: '192.168.0.51:5', before: '' })
  expect(event).not.toHaveProperty('scmp')
})

test('an event is one line of JSON and comes back the same', () => {
  const event = eventOf(plain, story('SCMPBadMAC'))
  expect(JSON.parse(JSON.stringify(event))).toEqual(event)
})

test('without an observer nothing is written and the router does the same', () => {
  const s = story('ParentToChild')
  const router = createStoryRouter()
  const { sent } = router.process(router.linkOf(131, ''), '', buildInput(s), now)
  expect(toHex(sent!)).toBe(toHex(buildExpected(s)!))
  expect(epochS).toBe(router.state.clock.epochS)
})

test('scmpOf: what a refusal says, silence as nothing', () => {
  const router = createStoryRouter()
  const p = createPacket(router.linkOf(131, ''))
  loadPacket(p, buildInput(story('ParentToChild')), p.ingress, '', now)
  p.path = 36
  p.info = 40
  p.hop = 60
  expect(scmpOf(p, 'ingressMismatch')).toBe('4/49/60')
  p.bytes[p.info]! ^= 1
  expect(scmpOf(p, 'ingressMismatch')).toBe('4/50/60')
  expect(scmpOf(p, 'segmentChange')).toBe('4/53/40')
  expect(scmpOf(p, 'externalDown')).toBe('5/0')
  expect(scmpOf(p, 'transitSource')).toBe('')
})
