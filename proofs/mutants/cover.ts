/** The chosen cover as a module that Cover.tla reads: all networks side by side, so that one run of TLC puts every step to many specifications. */
import { writeTla } from '#proofs/engines/tla.ts'
import type { ModelPacket, ModelStep } from '#proofs/model/step.ts'
import { interfaceRecords } from '#proofs/networks/module.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { createLogText } from '#proofs/slices/text.ts'
import type { IsdAs } from '#wire/isdas.ts'

export interface Covered {
  /** of the configuration: T1 ... keyleak */
  readonly name: string
  readonly network: ReplayNetwork
  readonly steps: readonly ModelStep[]
}

/** Networks have the same names for other things; side by side each has names of its own. */
interface Names {
  as(name: IsdAs): IsdAs
  tag(tag: number): number
  segId(set: readonly number[]): readonly number[]
}

function namesOf(name: string, number: number, forgedTags: readonly number[]): Names {
  const tag = (t: number): number => (t === 0 || forgedTags.includes(t) ? t : t + Math.sign(t) * number * 10_000)
  return { as: as => `${name} ${as}` as IsdAs, tag, segId: set => set.map(tag) }
}

/** The constants of Router.tla, and `Steps` with the `Packets` they speak of. */
export function coverDefinitions(covered: readonly Covered[]): string {
  const parts = covered.map(({ name, network, steps }, i) => {
    const names = namesOf(name, i, network.forgedTags)
    return { ...constantsOf(network, steps, names), steps: steps.map(s => stepIn(s, names)) }
  })
  const log = createLogText()
  const places = parts.flatMap(part => part.steps).map(step => log.addDecision(0, { ...step, down: false }))
  const tags = new Set(parts.flatMap(part => part.steps.flatMap(s => [s.packet, s.outcome.packet].flatMap(p => p.hops.map(h => h.mac)))))
  const sets = ['interfaces', 'downLinks', 'downSiblings', 'macs', 'hvfs', 'leaked'] as const
  return [
    ...sets.map(name => `${name[0]!.toUpperCase()}${name.slice(1)} == {\n${parts.flatMap(p => p[name]).join(',\n')}}`),
    `ForgedTags == {${[...new Set(covered.flatMap(c => c.network.forgedTags))].join(', ')}}`,
    `Prefix == [t \\in {${[...tags].join(', ')}} |-> IF t \\in ForgedTags \\cup {0} THEN {} ELSE {t}]`,
    'Off == {}',
    log.text(),
    `Steps == <<\n${places.map(place => `Decisions[${place}]`).join(',\n')}>>`,
  ].join('\n')
}

function constantsOf(network: ReplayNetwork, steps: readonly ModelStep[], { as, tag, segId }: Names) {
  const interfaces = interfaceRecords(network.topology) as unknown as readonly { readonly as: IsdAs; readonly neighbor: IsdAs }[]
  const hvfs = [...new Set(steps.flatMap(({ packet: p }) => [p.phvf, p.lhvf]))]
  return {
    interfaces: interfaces.map(i => writeTla({ ...i, as: as(i.as), neighbor: as(i.neighbor) })),
    downLinks: network.downLinks.map(l => writeTla({ ...l, as: as(l.as) })),
    downSiblings: network.downSiblings.map(s => writeTla({ ...s, as: as(s.as) })),
    macs: network.macs.map(m => writeTla({ ...m, as: as(m.as), segId: new Set(segId(m.segId)), tag: tag(m.tag) })),
    hvfs: hvfs.flatMap(hvf => {
      const made = network.hvfOf(hvf)
      return made === undefined ? [] : [writeTla({ ...made, mac: tag(made.mac), src: as(made.src), hvf })]
    }),
    leaked: network.leaked.map(name => writeTla(as(name))),
  }
}

const stepIn = ({ packet, arrival, outcome }: ModelStep, names: Names): ModelStep => ({
  packet: packetIn(packet, names),
  arrival: { ...arrival, as: names.as(arrival.as) },
  outcome: { ...outcome, packet: packetIn(outcome.packet, names) },
})

const packetIn = (p: ModelPacket, { as, tag, segId }: Names): ModelPacket => ({
  ...p,
  src: as(p.src),
  dst: as(p.dst),
  infos: p.infos.map(i => ({ ...i, segId: segId(i.segId) })),
  hops: p.hops.map(h => ({ ...h, mac: tag(h.mac) })),
})

/** The module Mutants: the cover, and as many specifications as there are modules Mutant1, Mutant2, ... */
export function mutantsModule(definitions: string, count: number): string {
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  return [
    '---- MODULE Mutants ----',
    'EXTENDS Integers',
    definitions,
    ...numbers.map(n => `M${n} == INSTANCE Mutant${n}`),
    `Count == ${count}`,
    `Process(m, packet, arrival) ==\n  CASE ${numbers.map(n => `m = ${n} -> M${n}!Process(packet, arrival)`).join('\n    [] ')}`,
    '====\n',
  ].join('\n')
}

/** The module as it is named there. */
export const renamed = (text: string, number: number): string => text.replace(/(-+ MODULE )\w+/, `$1Mutant${number}`)
