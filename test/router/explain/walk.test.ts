import { expect, test } from 'vitest'
import { explainPacket } from '#router/explain/explanation.ts'
import { known, questionOf, seenAt, seenPackets, withoutKeyOf } from '../seen.ts'
import { shapes } from '../shapes.ts'
import { isdAsOf } from '../walk.ts'

const wayOf = (s: ReturnType<typeof seenAt>, more: object = {}) => explainPacket(questionOf(s, { walk: true, ...more })).router!.walk!

test.each(shapes.map(shape => [shape.name, shape] as const))('%s: on through the routers a driver carries it through', (_, shape) => {
  const [first, ...rest] = seenPackets.filter(s => s.shape === shape)
  const { steps, end } = wayOf(first!)
  expect(steps.map(step => `${step.isdAs} ${step.router}`)).toEqual(rest.map(s => `${s.isdAs} ${s.place.routerId}`))
  expect(end).toBe('delivered')
  expect(steps.every(step => step.passes && step.hasKey)).toBe(true)
})

test('it ends where a router stops it', () => {
  const s = seenAt('up', 'b only')
  s.step.bytes[48 + 24 + 6]! ^= 1
  const { steps, end } = wayOf(s)
  expect(steps.at(-1)).toMatchObject({
    isdAs: isdAsOf('c1'),
    rule: 'macIsValid',
    passes: false,
    ingress: 'interface 12 (child 1-ff00:0:aa)',
  })
  expect(steps[0]!.changes).toEqual([expect.stringMatching(/^CurrHF 1 -> 2$/), expect.stringMatching(/^SegID 0x/)])
  expect(end).toBe('answered: the answer goes the way back')
})

test('it ends where the topology is not known, and says where a MAC could not be checked', () => {
  const s = seenAt('up', 'b only')
  const ases = new Map([...known.ases].filter(([isdAs]) => isdAs !== isdAsOf('c1')))
  expect(wayOf(s, { known: { ...known, ases } }).end).toBe(`on to ${isdAsOf('c1')}, whose topology is not known`)
  expect(wayOf(s, { known: withoutKeyOf(isdAsOf('a')) }).steps.map(step => step.hasKey)).toEqual([false, true])
})
