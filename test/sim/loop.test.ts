import { beforeEach, expect, test } from 'vitest'
import { createLinkDirection } from '#sim/link.ts'
import { createLoop, type Loop, type Node } from '#sim/loop.ts'
import { defaultMtu, defaultShape } from '#topology/model.ts'
import type { Actor, ActorEvent } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'

let loop: Loop
let heard: string[]
beforeEach(() => {
  loop = createLoop('seed 1')
  heard = []
})

const never = (): number => Infinity
/** An actor that notes what it hears. */
const ear = (name: string, react: (event: ActorEvent, now: number) => void = () => {}): Actor => ({
  on(event, now) {
    heard.push(`${now} ${name} ${event.kind === 'datagram' ? event.bytes.join() : event.kind}`)
    react(event, now)
  },
  wakeAt: never,
})
const nowhere = (): void => {}
const datagram = (...bytes: number[]) => ({ kind: 'datagram' as const, port: 0, from: 'x', bytes: Uint8Array.from(bytes) })
const send = (source: Node, target: Node, time: number, ...bytes: number[]): void =>
  loop.arrive(source, target, time, datagram(...bytes), undefined)

test('hands out in the order of time, source, and what the source sent first', () => {
  const [a, b] = ['a', 'b'].map(name => loop.addNode(name, ear(name), nowhere)) as [Node, Node]
  send(b, a, 5, 1)
  send(a, b, 5, 2)
  send(a, b, 5, 3)
  send(b, a, 4, 4)
  loop.run(10)
  expect(heard).toEqual(['4 a 4', '5 b 2', '5 b 3', '5 a 1'])
  expect([loop.now, loop.events]).toEqual([10, 4])
})

test('years from the start time still passes, in steps of what a double holds, and the order is the same', () => {
  const year = 8766 * 3600e9
  const a = loop.addNode('a', ear('a'), nowhere)
  loop.run(year)
  for (const ns of [9, 1, 8, 4]) send(a, a, year + ns, ns)
  loop.run(year + 100)
  // A nanosecond is too short to be told from none; of the same instant what was sent first comes first.
  expect(heard).toEqual([[0, 1], [4, 4], [8, 9], [8, 8]].map(([t, n]) => `${year + t!} a ${n}`)) // biome-ignore format: one line
})

test('stops at the time given and goes on from there', () => {
  const a = loop.addNode('a', ear('a'), nowhere)
  send(a, a, 7, 1)
  loop.run(6)
  expect([heard, loop.now]).toEqual([[], 6])
  loop.run(7)
  expect(heard).toEqual(['7 a 1'])
})

test('actions come before what the nodes do in the same instant, and never in the past', () => {
  const a = loop.addNode('a', ear('a'), nowhere)
  send(a, a, 5, 1)
  loop.at(5, now => heard.push(`${now} action`))
  loop.run(5)
  loop.at(1, now => heard.push(`${now} late`))
  loop.run(6)
  expect(heard).toEqual(['5 action', '5 a 1', '5 late'])
})

test('wakes a node when it asked for it; a wake-up that was put off does not come early', () => {
  let wakeAt = 10
  const a = loop.addNode('a', { ...ear('a', event => (wakeAt = event.kind === 'wake' ? Infinity : 20)), wakeAt: () => wakeAt }, nowhere)
  send(a, a, 5, 1)
  loop.run(30)
  expect(heard).toEqual(['5 a 1', '20 a wake'])
})

test('a wake-up brought forward comes at the new time only', () => {
  let wakeAt = 50
  const actor = { ...ear('a', event => (wakeAt = event.kind === 'wake' ? Infinity : 8)), wakeAt: () => wakeAt }
  const a = loop.addNode('a', actor, nowhere)
  send(a, a, 5, 1)
  loop.run(100)
  expect(heard).toEqual(['5 a 1', '8 a wake'])
})

test('what a node sends goes through its own outbox', () => {
  const sent: string[] = []
  const actor: Actor = { on: (_, now, out) => out.send(3, 'there', Uint8Array.of(now)), wakeAt: never }
  const a = loop.addNode('a', actor, (node, port, to, bytes) => sent.push(`${node.name} ${port} ${to} ${bytes.join()}`))
  send(a, a, 9, 1)
  loop.run(9)
  expect(loop.call(a, now => now)).toBe(9)
  expect(sent).toEqual(['a 3 there 9'])
})

test('a node that is down hears nothing', () => {
  const a = loop.addNode('a', ear('a'), nowhere)
  a.alive = false
  send(a, a, 1, 1)
  loop.run(2)
  expect([heard, loop.deaf]).toEqual([[], 1])
})

test('what is under way on a link when it is cut is lost; what was sent after it was mended is not', () => {
  const a = loop.addNode('a', ear('a'), nowhere)
  const link = createLinkDirection('a>a', { index: 0, mtu: defaultMtu, shape: defaultShape }, () => 0)
  const lost: string[] = []
  link.onLoss.push((bytes, reason, now) => lost.push(`${now} ${bytes.join()} ${reason}`))
  loop.arrive(a, a, 100, datagram(1), link)
  loop.at(50, () => link.setUp(false))
  loop.at(60, () => link.setUp(true))
  loop.at(70, () => loop.arrive(a, a, 170, datagram(2), link))
  loop.run(200)
  expect(heard).toEqual(['170 a 2'])
  expect(lost).toEqual(['100 1 linkDown'])
})

test('every event counts in the digest: when, who, and each byte', () => {
  const run = (time: number, target: number, byte: number): string => {
    loop = createLoop('seed 1')
    const nodes = ['a', 'b'].map(name => loop.addNode(name, ear(name), nowhere))
    send(nodes[0]!, nodes[target]!, time, byte)
    loop.run(100)
    return loop.digest.value()
  }
  expect(run(1, 0, 1)).toBe(run(1, 0, 1))
  expect(new Set([run(1, 0, 1), run(2, 0, 1), run(1, 1, 1), run(1, 0, 2)]).size).toBe(4)
})

test('a broken invariant says seed, time and event number', () => {
  const a = loop.addNode('a', ear('a', () => { throw new Error('broken invariant: it holds') }), nowhere) // biome-ignore format: one line
  send(a, a, 77, 1)
  expect(() => loop.run(100)).toThrow('seed 1, 77 ns, event 1: broken invariant: it holds')
})

test('what a sink of the run could not write stays the error of a user', () => {
  loop.at(5, () => { throw new UserError('the disk is full') }) // biome-ignore format: one line
  expect(() => loop.run(100)).toThrow(UserError)
})

test('a packet sent on a link in the very instant it was cut and mended arrives', () => {
  const a = loop.addNode('a', ear('a'), nowhere)
  const link = createLinkDirection('a>a', { index: 0, mtu: defaultMtu, shape: defaultShape }, () => 0)
  loop.at(50, () => {
    link.setUp(false)
    link.setUp(true)
    loop.arrive(a, a, 60, datagram(1), link)
  })
  loop.run(100)
  expect(heard).toEqual(['60 a 1'])
})

test('what the scenario does goes into the digest', () => {
  const digests = [[5], [6], []].map(times => {
    const loop = createLoop('test')
    for (const t of times) loop.at(t, () => {})
    loop.run(10)
    return loop.digest.value()
  })
  expect(new Set(digests).size).toBe(3)
})
