import { expect, test } from 'vitest'
import { arrivingBytes, createWorld } from '#proofs/replay/world.ts'
import { withoutRule } from '#router/rules.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const world = createWorld(t1())
const [sent, crossing] = stepsOfTrip(world.network)
const decide = (step: typeof sent, w = world) => w.decide(step.arrival, arrivingBytes(w, step))

test('the router the packet comes to decides, as the place it comes in by', () => {
  expect(decide(sent).verdict).toMatchObject({ kind: 'forward', link: { ifId: 1 } })
  expect(decide(crossing).verdict).toMatchObject({ kind: 'handOver', link: { routerId: 'br1-ff00_0_110-2' } })
  const handed = { ...crossing, packet: crossing.outcome.packet, arrival: { ...crossing.arrival, router: 'br1-ff00_0_110-2', in: 0 } }
  expect(decide({ ...handed, arrival: { ...handed.arrival, from: 'br1-ff00_0_110-1' } }).verdict).toMatchObject({ kind: 'forward' })
  expect(decide(handed)).toMatchObject({ verdict: { kind: 'drop' }, rule: 'transitFromSibling' })
})

test('links that are down, rules that are off', () => {
  const down = createWorld(t1({ downLinks: [{ as: '1-ff00:0:111', id: 1 }] }))
  expect(decide(sent, down)).toMatchObject({ verdict: { reason: 'externalDown' } })
  const sibling = { as: '1-ff00:0:110', router: 'br1-ff00_0_110-1', sibling: 'br1-ff00_0_110-2' } as const
  expect(decide(crossing, createWorld(t1({ downSiblings: [sibling] })))).toMatchObject({ verdict: { reason: 'siblingDown' } })
  expect(decide(forgedStep(world.network)).verdict).toMatchObject({ reason: 'macMismatch' })
  expect(decide(forgedStep(world.network), createWorld(world.network, withoutRule('macIsValid'))).verdict.kind).toBe('handOver')
})

test.each([
  ['router', { router: 'br9' }, 'T1 has no router br9 in 1-ff00:0:111'],
  ['AS', { as: '9-ff00:0:1' as const }, 'T1 has no router br1-ff00_0_111-1 in 9-ff00:0:1'],
  ['interface', { in: 9 }, 'router br1-ff00_0_111-1 of 1-ff00:0:111 has no interface 9'],
  ['sibling', { from: 'br9' }, 'router br1-ff00_0_111-1 of 1-ff00:0:111 has no sibling br9'],
])('an arrival at a %s that is not there', (_, more, message) => {
  expect(() => decide({ ...sent, arrival: { ...sent.arrival, ...more } })).toThrow(message)
})
