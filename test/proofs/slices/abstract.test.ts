import { expect, test } from 'vitest'
import { ruleSet } from '#router/rules.ts'
import { storyDecisions } from './stories.ts'

const { bySet, knowledge } = storyDecisions([ruleSet])
const of = (name: string) => bySet[0]!.find(s => s.story === name)!.decision

test('a forwarded packet: its header, where it came in, what became of it', () => {
  const { packet, arrival, outcome, down } = of('ParentToChild')
  expect(packet).toMatchObject({ kind: 'scion', payload: 'udp', lengthOk: true, dstHost: 'host', sentAt: 0 })
  expect(arrival).toMatchObject({ as: '1-ff00:0:1', router: 'brA', in: 131, from: '' })
  expect(outcome).toMatchObject({ verdict: 'forward', rule: 'forwardToEgress', egress: 141, sibling: '', pointer: { of: 'none', at: 0 } })
  expect(outcome.packet.currHf).toBe(packet.currHf + 1)
  expect(down).toBe(false)
})

test('SCMP pointers are fields; a traceroute tells the interface it asked about', () => {
  expect(of('SCMPBadMACInternal').outcome).toMatchObject({ scmpType: 4, scmpCode: 51, pointer: { of: 'hop' } })
  expect(of('SCMPTracerouteIngress').outcome).toMatchObject({ scmpType: 131, scmpCode: 0 })
  expect(of('SCMPTracerouteIngress').outcome.egress).toBeGreaterThan(0)
  expect(of('SCMPDestinationUnreachable').packet.dstHost).toBe('noService')
})

test('MACs that hold have the tag of the hop field they stand in', () => {
  const { packet } = of('ParentToChild')
  const hop = packet.hops[packet.currHf]!
  expect(knowledge.macs().some(m => m.tag === hop.mac && m.in === hop.consIngress && m.eg === hop.consEgress)).toBe(true)
})
