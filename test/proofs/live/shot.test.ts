import { expect, test } from 'vitest'
import { complaintOf, type Shot, shotName, shotOf } from '#proofs/live/shot.ts'
import type { ModelArrival } from '#proofs/model/step.ts'
import { symbolsOf } from '#proofs/replay/symbols.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { t1, upAndDown } from '#test/proofs/replay/lab.ts'

const network = t1()
const { topology } = network
const packet = upAndDown(network)
const refused = { verdict: 'answer', rule: 'macIsValid', reason: 'macMismatch', egress: 0, sibling: '', scmpType: 4, scmpCode: 51 } as const
const symbols = symbolsOf(network)

const shot = (arrival: Partial<ModelArrival>): Shot =>
  shotOf(
    topology,
    network,
    {
      packet,
      arrival: { as: '1-ff00:0:110', router: 'br1-ff00_0_110-1', in: 1, from: '', now: 2000, ...arrival },
      outcome: { ...refused, pointer: { of: 'hop', at: 1 }, packet: { ...packet, currHf: 1 } },
    },
    symbols,
  )

test('a packet comes from the socket of the neighbour, the sibling or a service of the AS', () => {
  const router = topology.ases[0]!.routers[0]!
  expect(shot({})).toMatchObject({ node: 'br1-ff00_0_111-1', from: router.interfaces[0]!.remote, to: router.interfaces[0]!.local })
  const sibling = topology.ases[0]!.routers[1]!
  expect(shot({ in: 0, from: sibling.id })).toMatchObject({ node: sibling.id, from: sibling.internalAddress, to: router.internalAddress })
  const inside = shot({ in: 0 })
  expect(inside).toMatchObject({ node: 'cs1-ff00_0_110-1', to: router.internalAddress })
  expect(inside.from).toMatch(/:40001$/)
})

/** As a router writes it that decides as the model does, in the middle of the half second before 2000. */
function decisionAbout(s: Shot): TraceEvent {
  const before = shotName(s).split(' ').at(-1)!
  const { as, router, in: ingress } = s.step.arrival
  return { ...s.expected, t: 0, epochS: s.epochS + 999.75, as, router, in: ingress, from: s.from, before, after: '' } as TraceEvent
}

test("a decision is right if it is the model's in every field, and was taken in its half second", () => {
  const sent = shot({})
  const right = decisionAbout(sent)
  expect(sent.expected).toMatchObject({
    verdict: 'answer',
    scmp: expect.stringMatching(/^4\/51\/\d+$/),
    left: expect.stringMatching(/^[0-9a-f]+$/),
  })
  const none = new Set<TraceEvent>()
  expect(complaintOf(sent, [right], none)).toBeUndefined()
  expect(complaintOf(sent, [], none)).toBe('no router decided about it')
  expect(complaintOf(sent, [{ ...right, t: 300e6 }], none)).toBe('no router decided about it in time')
  expect(complaintOf(sent, [{ ...right, t: 300e6 }, right], none)).toBeUndefined()
  expect(complaintOf(sent, [{ ...right, rule: 'hopNotExpired' }], none)).toBe('rule hopNotExpired, the model: macIsValid')
  expect(complaintOf(sent, [{ ...right, scmp: '4/51/0' }], none)).toMatch(/^scmp 4\/51\/0, the model: 4\/51\/\d+$/)
})

test('what a router forwards must have been heard', () => {
  const { expected, ...sent } = shot({})
  const forwarded = { ...sent, expected: { verdict: 'forward', egress: 2 } } as const
  const event = { ...decisionAbout({ ...sent, expected }), ...forwarded.expected }
  expect(complaintOf(forwarded, [event], new Set())).toBe('the next router did not hear it')
  expect(complaintOf(forwarded, [event], new Set([event]))).toBeUndefined()
})
