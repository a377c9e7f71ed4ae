import { expect, test } from 'vitest'
import type { ModelStep } from '#proofs/model/step.ts'
import { placedMacs } from '#proofs/replay/placed.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { symbolsOf } from '#proofs/replay/symbols.ts'
import { getU16 } from '#wire/bytes.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const forged = 999
const network = t1({ leaked: ['1-ff00:0:110'], forgedTags: [forged] })
const symbols = symbolsOf(network)
const [sent, crossing] = stepsOfTrip(network)

/** The core's hop forged: its first two bytes are zero, so the SegID stays as it is. */
const forgedCrossing = (): ModelStep => {
  const { packet } = forgedStep(network)
  const left = crossing.outcome.packet
  const infos = [packet.infos[0]!, left.infos[1]!]
  return { ...crossing, packet, outcome: { ...crossing.outcome, packet: { ...left, hops: packet.hops, infos } } }
}

test('a MAC made with a leaked key is valid where it stands, only there', () => {
  const step = forgedCrossing()
  const [placed] = placedMacs(step, network, symbols)
  expect(placed).toMatchObject({ info: 0, hop: 1 })
  const { ts, segId } = step.packet.infos[0]!
  const { exp, consIngress, consEgress } = step.packet.hops[1]!
  const made = symbols.make('1-ff00:0:110', symbols.segId(segId) ^ placed!.shift, ts, exp, consIngress, consEgress)
  expect(made.slice(0, 6)).toEqual(placed!.mac)
  expect(getU16(placed!.mac, 0)).toBe(0)
  expect(createReplay(network).step(step)).toBeUndefined()
  expect(
    createReplay(t1())
      .step(step)!
      .mismatches.map(m => m.what),
  ).toContain('verdict')
})

test('the MAC that completes a one-hop path is made when no record has it', () => {
  const { packet } = sent
  const blank = { ...packet.hops[0]!, exp: 0, consIngress: 0, consEgress: 0, mac: 0 }
  const oneHop = { ...packet, kind: 'oneHop' as const, segLen: [0, 0, 0] as const, hops: [packet.hops[0]!, blank] }
  const completed = { ...oneHop, hops: [packet.hops[0]!, { ...blank, exp: 63, consIngress: 1 }] }
  const placed = placedMacs({ ...sent, packet: oneHop, outcome: { ...sent.outcome, packet: completed } }, network, symbols)
  const { ts, segId } = packet.infos[0]!
  const mac = symbols.make('1-ff00:0:111', symbols.segId(segId), ts, 63, 1, 0).slice(0, 6)
  expect(placed).toEqual([{ info: 0, hop: 1, mac, shift: 0 }])
})

test('nothing is made where all MACs have a record', () => {
  expect(placedMacs(sent, network, symbols)).toEqual([])
})
