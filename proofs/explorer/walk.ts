/** A whole packet on its way from where the attacker sends it, byte for byte through the real routers; the property judged from the bytes. */
import { createPacket, loadPacket, readLayers } from '#router/packet.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { pathAt, pathType, pathTypes, srcIsdAs } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { currHf, currInf } from '#wire/path.ts'
import { type Draft, writeDraft } from './draft.ts'
import { type Passage, passageOf } from './passage.ts'
import type { Property } from './property.ts'
import type { Injection } from './starts.ts'
import { type Onward, onwardFrom, type World } from './world.ts'

export interface Walked {
  readonly passages: readonly Passage[]
  /** why the property does not hold for it; undefined: it does */
  readonly broken: string | undefined
}

/** The packet as its sender writes it. */
export const wholePacket = (draft: Draft): Bytes =>
  writeDraft(draft, { inf: draft.startInf, hf: draft.startHf, segId: draft.infos[draft.startInf]!.segId })

/** 64 hops, two routers an AS; a packet that goes on longer goes round. */
const maxSteps = 130

/** Until it is delivered, refused, or comes to one of the `bad` ASes. Decisions go to the observer of the world's routers. */
export function walk(world: World, { injection, bytes, now }: Sent, property: Property, bad: ReadonlySet<IsdAs>): Walked {
  let at: Onward | undefined = {
    ...injection,
    entered: injection.link.ifId,
    arrived: true,
  }
  let packet: Bytes = bytes.slice()
  let memory = ''
  let broken: string | undefined
  const passages: Passage[] = []
  const { hf: startHf } = pointedAt(packet)
  for (let steps = 0; at !== undefined && steps < maxSteps; steps++) {
    const { place, link, from, entered, arrived }: Onward = at
    const pointed = pointedAt(packet)
    const { verdict, sent } = place.router.process(link, from, packet, now)
    const p = createPacket(link)
    loadPacket(p, sent ?? packet, link, from, now)
    const ownSource = srcIsdAs(packet) === place.as.isdAs
    const passage =
      readLayers(p) === undefined &&
      passageOf(place.as, p, verdict, { entered, arrived, ...pointed, startHf, ownSource, atS: world.clock.epochS + now / nsPerS })
    if (!passage) break
    passages.push(passage)
    const judgement = property.judge(memory, passage)
    if ('broken' in judgement) {
      broken ??= judgement.broken
      // It is followed to its end: what comes after is no longer judged.
    } else if (broken === undefined) memory = judgement.memory
    packet = sent!
    at = onwardFrom(world, place, entered, verdict)
    if (at !== undefined && bad.has(at.place.as.isdAs)) break
  }
  return { passages, broken }
}

/** A one-hop path has no pointers. */
function pointedAt(packet: Bytes): { readonly inf: number; readonly hf: number } {
  const at = pathAt(packet)
  return pathType(packet) === pathTypes.oneHop ? { inf: 0, hf: 0 } : { inf: currInf(packet, at), hf: currHf(packet, at) }
}

export interface Sent {
  readonly injection: Injection
  readonly bytes: Bytes
  readonly now: number
}
