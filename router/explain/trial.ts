/** One packet through one router with every rule watched: what each asked, saw, changed and said. Slow and talkative, for people. */
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { checkHeader, pathType, pathTypes, protocols } from '#wire/header.ts'
import { checkOneHop } from '#wire/onehop.ts'
import { checkPath, currHf, currInf, infoAt, numInf, segId } from '#wire/path.ts'
import { buildError, buildTracerouteReply } from '../answer.ts'
import { decide } from '../decide.ts'
import { scmpOf } from '../evidence.ts'
import type { RouterLink } from '../links.ts'
import { createPacket, loadPacket, type Packet, parser, readLayers } from '../packet.ts'
import type { Rule } from '../rule.ts'
import type { RuleSet } from '../rules.ts'
import type { RouterState } from '../state.ts'
import { drop, isRefusal, type Verdict } from '../verdict.ts'
import { formatSegId, ruleNotes } from './rule-notes.ts'

export interface Arrival {
  readonly link: RouterLink
  readonly from: UnderlayAddress
  /** copied */
  readonly bytes: Bytes
  /** nanoseconds after the router's epoch */
  readonly now: number
}

/** `unneeded`: decided before its turn came. `unchecked`: it needs the AS's key, which is not known. */
export type RuleOutcome = 'passed' | 'skipped' | 'stopped' | 'decided' | 'unneeded' | 'unchecked'

export interface RuleStep {
  readonly rule: string
  /** anchor in the draft */
  readonly clause: string
  readonly asks: string
  readonly outcome: RuleOutcome
  readonly saw: string
  /** "SegID 0x0111 -> 0x0a2b", "CurrHF 1 -> 2" */
  readonly changes: readonly string[]
}

export interface Trial {
  readonly steps: readonly RuleStep[]
  readonly verdict: Verdict
  readonly packet: Packet
  /** what leaves the router, and its own words for the answer's type: "4/51/64" */
  readonly sent: Bytes | undefined
  readonly scmp: string
}

/** `hasKey`: false = the router's key is made up, rules that need it are left out. */
export function tryRules(r: RouterState, hasKey: boolean, arrival: Arrival): Trial {
  const packet = createPacket(arrival.link)
  loadPacket(packet, arrival.bytes.slice(), arrival.link, arrival.from, arrival.now)
  const watch: Watch = { hasKey, seen: new Map() }
  const verdict = decide(packet, r, watched(r.rules, watch))
  const sent = sentBy(packet, r, verdict)
  const settled = verdict.kind === 'answer' && verdict.with === 'error' && sent === undefined ? drop(verdict.reason) : verdict
  const scmp =
    settled.kind !== 'answer'
      ? ''
      : settled.with === 'error'
        ? scmpOf(packet, settled.reason)
        : settled.with === 'traceroute'
          ? '131/0'
          : ''
  return {
    steps: [layersStep(arrival, settled), ...rulesFor(packet, r.rules).map(rule => stepOf(rule, watch))],
    verdict: settled,
    packet,
    sent,
    scmp,
  }
}

interface Watch {
  readonly hasKey: boolean
  readonly seen: Map<string, Pick<RuleStep, 'outcome' | 'saw' | 'changes'>>
}

const watched = (rules: RuleSet, watch: Watch): RuleSet => ({
  scion: rules.scion.map(rule => watchedRule(rule, watch)),
  oneHop: rules.oneHop.map(rule => watchedRule(rule, watch)),
  epicBefore: rules.epicBefore.map(rule => watchedRule(rule, watch)),
  epicAfter: rules.epicAfter.map(rule => watchedRule(rule, watch)),
  bfd: rules.bfd.map(rule => watchedRule(rule, watch)),
})

/** The EPIC field's key is the hop MAC itself. */
const needsKey = (rule: Rule): boolean => rule.prepare !== undefined || rule.name === 'epicFieldIsValid'

function watchedRule(rule: Rule, { hasKey, seen }: Watch): Rule {
  const note = ruleNotes[rule.name]!
  return {
    ...rule,
    apply(p, r) {
      const applies = note.applies?.(p, r) ?? true
      if (needsKey(rule) && !hasKey) {
        seen.set(rule.name, { outcome: applies ? 'unchecked' : 'skipped', saw: applies ? `no key of ${r.isdAs}` : '', changes: [] })
        return undefined
      }
      const saw = applies ? note.saw(p, r) : ''
      const before = mutableState(p.bytes, p.path)
      const verdict = rule.apply(p, r)
      const changes = changesBetween(before, mutableState(p.bytes, p.path))
      seen.set(rule.name, { outcome: outcomeOf(applies, verdict), saw, changes })
      return verdict
    },
  }
}

function outcomeOf(applies: boolean, verdict: Verdict | undefined): RuleOutcome {
  if (verdict === undefined) return applies ? 'passed' : 'skipped'
  return isRefusal(verdict) ? 'stopped' : 'decided'
}

const stepOf = (rule: Rule, { seen }: Watch): RuleStep => ({
  rule: rule.name,
  clause: rule.clause,
  asks: ruleNotes[rule.name]!.asks,
  ...(seen.get(rule.name) ?? { outcome: 'unneeded', saw: '', changes: [] }),
})

/** What routers may change of a path: the pointers and the SegIDs, by name. `path` 0 = there is none. */
export function mutableState(b: Bytes, path: number): ReadonlyMap<string, string> {
  const state = new Map<string, string>()
  if (path === 0 || checkHeader(b) !== undefined) return state
  if (pathType(b) === pathTypes.oneHop) {
    if (checkOneHop(b, path) === undefined) state.set('SegID', formatSegId(segId(b, path)))
    return state
  }
  if (checkPath(b, path) !== undefined) return state
  state.set('CurrINF', String(currInf(b, path))).set('CurrHF', String(currHf(b, path)))
  for (let i = 0; i < numInf(b, path); i++)
    state.set(numInf(b, path) === 1 ? 'SegID' : `SegID[${i}]`, formatSegId(segId(b, infoAt(path, i))))
  return state
}

export const changesBetween = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...before].filter(([name, value]) => after.get(name) !== value).map(([name, value]) => `${name} ${value} -> ${after.get(name)}`)

/** What comes before all rules: the pre-filter and the layers. */
function layersStep(arrival: Arrival, verdict: Verdict): RuleStep {
  const step = { rule: parser, clause: '#common-header', asks: 'is it SCION, can header, path and extensions be read?', changes: [] }
  const unreadable = verdict.kind === 'drop' && (verdict.reason === 'notScion' || verdict.reason === 'headerMalformed')
  return unreadable ? { ...step, outcome: 'stopped', saw: whyUnreadable(arrival) } : { ...step, outcome: 'passed', saw: '' }
}

function whyUnreadable({ link, from, bytes, now }: Arrival): string {
  const again = createPacket(link)
  loadPacket(again, bytes, link, from, now)
  const wrong = readLayers(again)
  return wrong === undefined ? `NextHdr ${bytes[4]} is no protocol of SCION` : `byte ${wrong.at}: ${wrong.malformed}`
}

function rulesFor(p: Packet, rules: RuleSet): readonly Rule[] {
  if (p.rule === parser) return []
  switch (pathType(p.bytes)) {
    case pathTypes.scion:
      return rules.scion
    case pathTypes.oneHop:
    case pathTypes.empty:
      return p.protocol === protocols.bfd ? rules.bfd : rules.oneHop
    case pathTypes.epic:
      return [...rules.epicBefore, ...rules.scion, ...rules.epicAfter]
    default:
      return []
  }
}

/** What leaves: the packet, the answer to it, or nothing. STUN answers are not SCION packets: not built here. */
function sentBy(p: Packet, r: RouterState, verdict: Verdict): Bytes | undefined {
  if (verdict.kind === 'drop' || verdict.kind === 'bfd') return undefined
  if (verdict.kind !== 'answer') return p.bytes
  if (verdict.with === 'error') return buildError(p, r, verdict.reason)
  return verdict.with === 'traceroute' ? buildTracerouteReply(p, r, verdict.ifId) : undefined
}
