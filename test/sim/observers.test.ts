import { expect, test } from 'vitest'
import type { Packet } from '#router/packet.ts'
import type { Router, RouterObserver } from '#router/router.ts'
import { drop } from '#router/verdict.ts'
import { createObservers } from '#sim/observers.ts'

const router = {} as Router
const packet = {} as Packet

test('all see everything in the order they came, until they leave', () => {
  const seen: string[] = []
  const named = (name: string): RouterObserver => ({
    arrived: () => seen.push(`${name} arrived`),
    decided: () => seen.push(`${name} decided`),
  })
  const observers = createObservers()
  const leave = observers.add(named('a'))
  observers.add(named('b'))
  observers.arrived!(router, packet)
  leave()
  observers.decided(router, packet, drop('notScion'), undefined)
  expect(seen).toEqual(['a arrived', 'b arrived', 'b decided'])
})

test('one may leave while it is told', () => {
  const seen: string[] = []
  const observers = createObservers()
  const leave = observers.add({ decided: () => leave() })
  observers.add({ decided: () => seen.push('b') })
  observers.decided(router, packet, drop('notScion'), undefined)
  observers.decided(router, packet, drop('notScion'), undefined)
  expect(seen).toEqual(['b', 'b'])
})
