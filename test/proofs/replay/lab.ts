/** T1 and packets of its model, made by hand: from 111 up to the core and down to 112, four hops in two segments. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { MacRecord, ModelHop, ModelOutcome, ModelPacket, ModelStep } from '#proofs/model/step.ts'
import { type Constants, type ReplayNetwork, replayNetwork } from '#proofs/replay/network.ts'
import { root } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'

const nothingSpecial: Constants = { downLinks: [], downSiblings: [], leaked: [], forgedTags: [], sentAt: 1999 }

export const t1 = (constants: Partial<Constants> = {}): ReplayNetwork =>
  replayNetwork('T1', loadTopo(readFileSync(join(root, 'proofs/networks/T1.topo'), 'utf8'), 'T1').topology, {
    ...nothingSpecial,
    ...constants,
  })

export const recordOf = (network: ReplayNetwork, as: string, ingress: number, eg: number): MacRecord =>
  network.macs.find(m => m.as === as && m.in === ingress && m.eg === eg)!

const hopOf = ({ exp, in: consIngress, eg: consEgress, tag: mac }: MacRecord): ModelHop => ({
  ingressAlert: false,
  egressAlert: false,
  exp,
  consIngress,
  consEgress,
  mac,
})

/** Up from 111, down to 112: what a host of 111 sends. */
export function upAndDown(network: ReplayNetwork): ModelPacket {
  const up = [recordOf(network, '1-ff00:0:111', 1, 0), recordOf(network, '1-ff00:0:110', 0, 1)]
  const down = [recordOf(network, '1-ff00:0:110', 0, 2), recordOf(network, '1-ff00:0:112', 1, 0)]
  return {
    kind: 'scion',
    src: '1-ff00:0:111',
    dst: '1-ff00:0:112',
    srcHost: 'unicast',
    dstHost: 'host',
    payload: 'udp',
    lengthOk: true,
    currInf: 0,
    currHf: 0,
    segLen: [2, 2, 0],
    infos: [
      { consDir: false, peer: false, segId: up[0]!.segId, ts: up[0]!.ts },
      { consDir: true, peer: false, segId: down[0]!.segId, ts: down[0]!.ts },
    ],
    hops: [...up, ...down].map(hopOf),
    sentAt: 0,
    phvf: 0,
    lhvf: 0,
  }
}

export const decided = (packet: ModelPacket, more: Partial<ModelOutcome>): ModelOutcome => ({
  verdict: 'drop',
  rule: 'parse',
  reason: '',
  egress: 0,
  sibling: '',
  scmpType: 0,
  scmpCode: 0,
  pointer: { of: 'none', at: 0 },
  packet,
  ...more,
})

/** The host's router forwards it, the core's hands it over to its sibling, having crossed over. */
export function stepsOfTrip(network: ReplayNetwork): readonly [ModelStep, ModelStep] {
  const sent = upAndDown(network)
  const arrived = { ...sent, currHf: 1 }
  const [first, second] = arrived.infos
  const core = recordOf(network, '1-ff00:0:110', 0, 1)
  const crossed: ModelPacket = { ...arrived, currHf: 2, currInf: 1, infos: [{ ...first!, segId: core.segId }, second!] }
  return [
    {
      packet: sent,
      arrival: { as: '1-ff00:0:111', router: 'br1-ff00_0_111-1', in: 0, from: '', now: 2000 },
      outcome: decided(arrived, { verdict: 'forward', rule: 'forwardToEgress', egress: 1 }),
    },
    {
      packet: arrived,
      arrival: { as: '1-ff00:0:110', router: 'br1-ff00_0_110-1', in: 1, from: '', now: 2000 },
      outcome: decided(crossed, { verdict: 'handOver', rule: 'forwardToEgress', sibling: 'br1-ff00_0_110-2' }),
    },
  ]
}

/** A packet whose MAC is nobody's, refused by the core's router with an SCMP answer. */
export function forgedStep(network: ReplayNetwork): ModelStep {
  const [, { packet: valid, arrival }] = stepsOfTrip(network)
  const hops = valid.hops.map((hop, i) => (i === 1 ? { ...hop, mac: 999 } : hop))
  const [first, second] = valid.infos
  const left = { ...valid, hops, infos: [{ ...first!, segId: [...first!.segId, 999] }, second!] }
  const answer = { verdict: 'answer', rule: 'macIsValid', reason: 'macMismatch', scmpType: 4, scmpCode: 51 } as const
  return { packet: { ...valid, hops }, arrival, outcome: decided(left, { ...answer, pointer: { of: 'hop', at: 1 } }) }
}
