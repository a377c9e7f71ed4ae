/**
 * Any byte string to exactly one verdict: pre-filter, layers, then the rules of the path type.   udpip.go computeProcID, dataplane.go
 * processPkt
 */
import { addressLength, commonLength, nextHeader, pathType, pathTypes, protocols } from '#wire/header.ts'
import { isScmpError, scmpHeaderLength } from '#wire/scmp.ts'
import { type Packet, parser, readLayers } from './packet.ts'
import type { Rule } from './rule.ts'
import type { RuleSet } from './rules.ts'
import type { RouterState } from './state.ts'
import { drop, refuse, type Verdict } from './verdict.ts'

const known = new Uint8Array(256)
for (const protocol of Object.values(protocols)) known[protocol] = 1

/** Long enough for its addresses and of a protocol SCION carries. Version is never checked: the reference does not. */
const looksLikeScion = (p: Packet): boolean =>
  p.bytes.length >= commonLength && known[nextHeader(p.bytes)] === 1 && p.bytes.length >= commonLength + addressLength(p.bytes)

/** Called after each rule with what it returned; only `explain` and tests pass one. */
export type RuleObserver = (rule: Rule, verdict: Verdict | undefined) => void

export function decide(p: Packet, r: RouterState, rules: RuleSet = r.rules, observe?: RuleObserver): Verdict {
  return readScion(p) ?? settle(p, byPathType(p, r, rules, observe))
}

/** Pre-filter and layers: the verdict on what is no readable SCION packet, else nothing. */
export function readScion(p: Packet): Verdict | undefined {
  p.rule = parser
  if (!looksLikeScion(p)) return refuse('notScion')
  return readLayers(p) === undefined ? undefined : refuse('headerMalformed')
}

/** An SCMP error is never answered: silence keeps errors from breeding errors. {#scmp-processing} */
export const settle = (p: Packet, verdict: Verdict): Verdict =>
  verdict.kind === 'answer' && verdict.with === 'error' && carriesScmpError(p) ? drop(verdict.reason) : verdict

export const carriesScmpError = (p: Packet): boolean =>
  p.protocol === protocols.scmp && (p.bytes.length - p.payload < scmpHeaderLength || isScmpError(p.bytes[p.payload]!))

function byPathType(p: Packet, r: RouterState, rules: RuleSet, observe: RuleObserver | undefined): Verdict {
  switch (pathType(p.bytes)) {
    case pathTypes.scion:
      return run(p, r, rules.scion, observe) ?? refuse('endOfPath')
    case pathTypes.oneHop:
      return run(p, r, p.protocol === protocols.bfd ? rules.bfd : rules.oneHop, observe) ?? refuse('endOfPath')
    case pathTypes.epic:
      return runEpic(p, r, rules, observe)
    case pathTypes.empty:
      return (p.protocol === protocols.bfd ? run(p, r, rules.bfd, observe) : undefined) ?? refuse('pathTypeUnsupported')
    default:
      return refuse('pathTypeUnsupported')
  }
}

function runEpic(p: Packet, r: RouterState, rules: RuleSet, observe: RuleObserver | undefined): Verdict {
  run(p, r, rules.epicBefore, observe)
  const verdict = run(p, r, rules.scion, observe) ?? refuse('endOfPath')
  if (verdict.kind === 'answer' || verdict.kind === 'drop') return verdict
  return run(p, r, rules.epicAfter, observe) ?? verdict
}

/** The first verdict, or `undefined` when every rule let the packet go on. */
export function run(p: Packet, r: RouterState, rules: readonly Rule[], observe?: RuleObserver): Verdict | undefined {
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]!
    if (rule.prepare?.(p, r)) r.mac.cipher.encryptBlocks(p.blocks, 1)
    const verdict = rule.apply(p, r)
    observe?.(rule, verdict)
    if (verdict === undefined) continue
    p.rule = rule.name
    return verdict
  }
  return undefined
}
