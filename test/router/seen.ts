/** The network of walk.ts as somebody outside knows it, and every place each of its packets passes. */

import type { Question } from '#router/explain/explanation.ts'
import { hopMacsOf } from '#router/explain/hops.ts'
import type { Knowledge } from '#router/explain/knowledge.ts'
import type { Ingress, Place } from '#router/explain/place.ts'
import { createState } from '#router/router.ts'
import type { RouterState } from '#router/state.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Shape, shapes, startOf } from './shapes.ts'
import { epochS, isdAsOf, keyOfAs, now, type Step, topologies, walk } from './walk.ts'

export const known: Knowledge = { ases: new Map(topologies.map(as => [as.isdAs, as])), keyOf: keyOfAs }
export const macs = hopMacsOf(known)
/** The same without the key of one AS. */
export const withoutKeyOf = (isdAs: IsdAs): Knowledge => ({ ...known, keyOf: other => (other === isdAs ? undefined : keyOfAs(other)) })

export interface SeenAt {
  readonly shape: Shape
  readonly step: Step
  readonly isdAs: IsdAs
  readonly place: Place & { readonly kind: 'router' }
}

function placeOf(step: Step): SeenAt['place'] {
  const [name, routerId] = step.router.split(' ') as [string, string]
  const as = known.ases.get(isdAsOf(name))!
  const sibling = as.routers.find(r => r.id !== routerId && r.internalAddress === step.from)
  const ingress: Ingress =
    step.port !== 0
      ? { kind: 'external', ifId: step.port }
      : sibling === undefined
        ? { kind: 'internal' }
        : { kind: 'sibling', routerId: sibling.id }
  return { kind: 'router', as, routerId, ingress, from: step.from }
}

export const seenPackets: readonly SeenAt[] = shapes.flatMap(shape =>
  walk(startOf(shape), shape.packet).steps.map(step => {
    const place = placeOf(step)
    return { shape, step, isdAs: place.as.isdAs, place }
  }),
)

/** "EPIC at c2 east": for the titles of tests. */
export const titleOf = ({ shape, step }: SeenAt): string => `${shape.name} at ${step.router}`

export const stateOf = ({ as, routerId }: Pick<SeenAt['place'], 'as' | 'routerId'>): RouterState =>
  createState({ as, id: routerId, key: keyOfAs(as.isdAs)!, clock: { epochS }, random: () => 0 })

export const unixNs = BigInt(epochS) * 1_000_000_000n + BigInt(now)

export const questionOf = (seen: SeenAt, more: Partial<Question> = {}): Question => ({
  bytes: seen.step.bytes,
  known,
  macs,
  place: seen.place,
  unixNs,
  walk: false,
  ...more,
})

/** The packet of a shape at a router, in a copy to spoil. */
export function seenAt(shape: string, router: string): SeenAt {
  const found = seenPackets.find(s => s.shape.name === shape && s.step.router === router)!
  return { ...found, step: { ...found.step, bytes: found.step.bytes.slice() } }
}
