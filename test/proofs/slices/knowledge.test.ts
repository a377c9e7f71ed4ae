import { expect, test } from 'vitest'
import { headerOf } from '#proofs/slices/header.ts'
import { bitsOf, createKnowledge } from '#proofs/slices/knowledge.ts'
import { simulatedKey } from '#sim/network.ts'
import { events } from './lines.ts'

const { before, as, in: ifId } = events.find(e => e.verdict === 'forward' && headerOf(e.before)?.kind === 'scion')!
const header = headerOf(before)!
const learnt = (seed: number) => {
  const knowledge = createKnowledge(events[0]!.epochS, isdAs => simulatedKey(seed, isdAs))
  const tag = knowledge.macTag(header.hops[header.currHf]!.mac)
  knowledge.learn(as, ifId, header, {} as never)
  return { knowledge, holds: knowledge.macs().some(m => m.tag === tag) }
}

test('a MAC holds with the key of its AS, and with no other', () => {
  expect(learnt(1).holds).toBe(true)
  expect(learnt(2).holds).toBe(false)
})

test('equal bytes are one tag; a tag folds the bits of its first two bytes', () => {
  const { knowledge } = learnt(1)
  const mac = Uint8Array.of(0x80, 1, 2, 3, 4, 5)
  const tag = knowledge.macTag(mac)
  expect(knowledge.macTag(mac.slice())).toBe(tag)
  expect(knowledge.prefixes()[tag - 1]).toEqual([0, 15])
  expect(bitsOf(0)).toEqual([])
})
