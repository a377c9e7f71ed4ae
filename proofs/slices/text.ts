/**
 * Logs as text for TLC, which takes longer to read a module than to think about it: what comes again is written once and named by its place, and
 * operators make the records.
 */
import { type TlaValue, writeTla } from '#proofs/engines/tla.ts'
import type { MacRecord, ModelArrival, ModelHop, ModelInfo, ModelOutcome, ModelPacket, SegId } from '#proofs/model/step.ts'
import type { Decision } from './abstract.ts'
import type { Knowledge } from './knowledge.ts'

/** Each `add` gives a place, from 1 as in TLA+. */
export interface LogText {
  addNetwork(interfaces: readonly TlaValue[], knowledge: Knowledge): number
  /** One that is there has its place. */
  addDecision(network: number, decision: Decision): number
  addSlice(decisions: readonly number[]): number
  /** all definitions, each before what speaks of it */
  text(): string
}

export function createLogText(): LogText {
  const segIds = createTable('SegIds')
  const hops = createTable('Hops', hopOperator)
  const paths = createTable('Paths', pathOperators)
  const ends = createTable('Ends', endOperator)
  const packets = createTable('Packets', packetOperators)
  const arrivals = createTable('Arrivals', arrivalOperator)
  const outcomes = createTable('Outcomes', outcomeOperator)
  const decisions = createTable('Decisions', decisionOperator)
  const slices = createTable('Slices')
  const networks: string[] = []

  const segId = (id: SegId): number => segIds.add(`{${id.join(',')}}`)
  const path = (p: ModelPacket): number =>
    paths.add(
      pathText(
        p,
        p.hops.map(h => hops.add(hopText(h))),
      ),
    )
  const packet = (p: ModelPacket): number =>
    packets.add(call(`P${p.infos.length}`, ends.add(endText(p)), path(p), p.currInf, p.currHf, ...p.infos.map(i => segId(i.segId))))
  const macText = (m: MacRecord): string => call('M', text(m.as), m.ts, m.exp, m.in, m.eg, segId(m.segId), m.tag)
  return {
    addNetwork: (interfaces, knowledge) =>
      networks.push(
        `[interfaces |-> {${list(interfaces.map(writeTla))}},
macs |-> {${list(knowledge.macs().map(macText))}},
hvfs |-> {${list(knowledge.hvfs().map(h => writeTla({ ...h })))}},
prefix |-> <<${list(knowledge.prefixes().map(id => `SegIds[${segId(id)}]`))}>>]`,
      ),
    addDecision(network, { packet: before, arrival, down, outcome }) {
      const [asked, said] = [arrivals.add(arrivalText(arrival)), outcomes.add(outcomeText(outcome))]
      return decisions.add(call('D', network, packet(before), asked, bool(down), said, packet(outcome.packet)))
    },
    addSlice: places => slices.add(tuple(places)),
    text() {
      const tables = [segIds, hops, paths, ends, packets, arrivals, outcomes, decisions, slices].map(t => t.text())
      return [...tables, definition('Networks', networks, macOperator)].join('\n')
    },
  }
}

/** Texts, each once; `operators`: what they are made by. */
function createTable(name: string, operators = '') {
  const places = new Map<string, number>()
  return {
    add(entry: string): number {
      const place = places.get(entry) ?? places.size + 1
      places.set(entry, place)
      return place
    },
    text: () => definition(name, [...places.keys()], operators),
  }
}

const definition = (name: string, entries: readonly string[], operators: string): string => `${operators}\n${name} == <<${list(entries)}>>`

const call = (operator: string, ...args: readonly (string | number)[]): string => `${operator}(${args.join(',')})`
const tuple = (values: readonly (string | number)[]): string => `<<${values.join(',')}>>`
/** A line each: of long lines TLC takes the square of the time. */
const list = (values: readonly string[]): string => values.join(',\n')
const bool = (b: boolean): string => (b ? 'TRUE' : 'FALSE')
const text = (s: string): string => writeTla(s)

const hopOperator = `
H(ia, ea, exp, in, eg, mac) ==
  [ingressAlert |-> ia, egressAlert |-> ea, exp |-> exp, consIngress |-> in, consEgress |-> eg, mac |-> mac]`
const hopText = (h: ModelHop): string => call('H', bool(h.ingressAlert), bool(h.egressAlert), h.exp, h.consIngress, h.consEgress, h.mac)

/** Without SegIDs: routers change nothing else of a path. */
const pathOperators = `
I(dir, peer, ts) == [consDir |-> dir, peer |-> peer, segId |-> {}, ts |-> ts]
R(len, infos, hops) == [len |-> len, infos |-> infos, hops |-> hops]`
const infoText = (i: ModelInfo): string => call('I', bool(i.consDir), bool(i.peer), i.ts)
const pathText = (p: ModelPacket, hops: readonly number[]): string =>
  call('R', tuple(p.segLen), tuple(p.infos.map(infoText)), tuple(hops.map(h => `Hops[${h}]`)))

/** What a packet is besides its path. */
const endOperator = `
E(kind, src, dst, srcHost, dstHost, payload, ok, sent, phvf, lhvf) ==
  [kind |-> kind, src |-> src, dst |-> dst, srcHost |-> srcHost, dstHost |-> dstHost, payload |-> payload, lengthOk |-> ok, currInf |-> 0,
   currHf |-> 0, segLen |-> <<>>, infos |-> <<>>, hops |-> <<>>, sentAt |-> sent, phvf |-> phvf, lhvf |-> lhvf]`
const endText = (p: ModelPacket): string =>
  call('E', ...[p.kind, p.src, p.dst, p.srcHost, p.dstHost, p.payload].map(text), bool(p.lengthOk), p.sentAt, p.phvf, p.lhvf)

/** By the number of info fields. */
const packetOperators = `
P0(ends, path, inf, hf) ==
  [Ends[ends] EXCEPT !.currInf = inf, !.currHf = hf, !.segLen = Paths[path].len, !.infos = Paths[path].infos, !.hops = Paths[path].hops]
P1(ends, path, inf, hf, a) == [P0(ends, path, inf, hf) EXCEPT !.infos[1].segId = SegIds[a]]
P2(ends, path, inf, hf, a, b) == [P1(ends, path, inf, hf, a) EXCEPT !.infos[2].segId = SegIds[b]]
P3(ends, path, inf, hf, a, b, c) == [P2(ends, path, inf, hf, a, b) EXCEPT !.infos[3].segId = SegIds[c]]`

const arrivalOperator = `
A(as, router, in, from, now) == [as |-> as, router |-> router, in |-> in, from |-> from, now |-> now]`
const arrivalText = (a: ModelArrival): string => call('A', text(a.as), text(a.router), a.in, text(a.from), a.now)

const outcomeOperator = `
O(verdict, rule, reason, egress, sibling, type, code, of, at) ==
  [verdict |-> verdict, rule |-> rule, reason |-> reason, egress |-> egress, sibling |-> sibling, scmpType |-> type, scmpCode |-> code,
   pointer |-> [of |-> of, at |-> at], packet |-> 0]`
const outcomeText = (o: ModelOutcome): string =>
  call(
    'O',
    ...[text(o.verdict), text(o.rule), text(o.reason), o.egress, text(o.sibling), o.scmpType, o.scmpCode, text(o.pointer.of), o.pointer.at],
  )

const decisionOperator = `
D(network, packet, arrival, down, outcome, after) ==
  [network |-> network, packet |-> packet, arrival |-> arrival, down |-> down, outcome |-> outcome, after |-> after]`

const macOperator = `
M(as, ts, exp, in, eg, id, tag) == [as |-> as, ts |-> ts, exp |-> exp, in |-> in, eg |-> eg, segId |-> SegIds[id], tag |-> tag]`
