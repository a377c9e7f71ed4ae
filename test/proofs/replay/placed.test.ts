import { expect, test } from 'vitest'
import { placedMacs } from '#proofs/replay/placed.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { symbolsOf } from '#proofs/replay/symbols.ts'
import { getU16 } from '#wire/bytes.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const forged = 999
const network = t1({ leaked: ['1-ff00:0:110'], forgedTags: [forged] })
const symbols = symbolsOf(network)
const [sent, crossing] = stepsOfTrip(network)

/** The core's hop forged: what arrives there holds the MAC in its SegID or not. */
const withForged = (arrived: readonly number[]) => {
  const step = forgedStep(network)
  const infos = [{ ...step.packet.infos[0]!, segId: arrived }, step.packet.infos[1]!]
  const left = arrived.includes(forged) ? arrived.filter(s => s !== forged) : [...arrived, forged]
  const { packet } = crossing.outcome
  const outcome = {
    ...crossing.outcome,
    packet: { ...packet, hops: step.packet.hops, infos: [{ ...packet.infos[0]!, segId: left }, packet.infos[1]!] },
  }
  return { ...crossing, packet: { ...step.packet, infos }, outcome }
}

test('a MAC made with a leaked key is valid where it stands, only there', () => {
  const step = withForged([-1, forged])
  expect(placedMacs(step, network, symbols)).toMatchObject([{ info: 0, hop: 1, tag: forged }])
  expect(createReplay(network).step(step)).toBeUndefined()
  expect(
    createReplay(t1())
      .step(step)!
      .mismatches.map(m => m.what),
  ).toContain('verdict')
})

test('a MAC that is part of the SegID it is made of', () => {
  const step = withForged([-1])
  const [placed] = placedMacs(step, network, symbols)
  const { ts } = step.packet.infos[0]!
  const { exp, consIngress, consEgress } = step.packet.hops[1]!
  const segId = symbols.segId([-1]) ^ getU16(placed!.mac, 0)
  expect(symbols.make('1-ff00:0:110', segId, ts, exp, consIngress, consEgress).slice(0, 6)).toEqual(placed!.mac)
  expect(createReplay(network).step(step)).toBeUndefined()
})

test('nothing is made where all MACs have a record', () => {
  expect(placedMacs(sent, network, symbols)).toEqual([])
})
