/** The stories decided by other arrays of rules than the router's. */
import { buildError, buildTracerouteReply } from '#router/answer.ts'
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket, type Packet } from '#router/packet.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { RouterState } from '#router/state.ts'
import type { Verdict } from '#router/verdict.ts'
import { internalPort } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { createStoryRouter, now } from './network.ts'
import { buildInput, type Story } from './story.ts'
import { takeDown } from './tell.ts'

export const arrayNames = Object.keys(ruleSet) as (keyof RuleSet)[]

/** The rule at `i` and the next exchanged. */
export function exchanged(array: keyof RuleSet, i: number): RuleSet {
  const rules = [...ruleSet[array]]
  rules.splice(i, 2, rules[i + 1]!, rules[i]!)
  return { ...ruleSet, [array]: rules }
}

/**
 * Neighbours in the SCION rules whose order nobody can see:
 * - a source host is judged only when the source is local, which from outside was refused before, and from inside no SegID is folded;
 * - a packet for this AS stands at its last hop (else refused before), where there is nothing to cross over to;
 * - the one judges packets that did not cross over, the other those that did.
 */
export const unseenPairs: readonly (readonly [string, string])[] = [
  ['sourceHostPlausible', 'segIdFoldedAtIngress'],
  ['deliveredIfLocal', 'crossOver'],
  ['linkPairAllowed', 'segmentChangeAllowed'],
]

export const crash = 'crash'

/** Verdict and every byte a packet leaves with, as text; `crash` when a rule could not live without what is missing. */
export function decideStory(story: Story, rules: RuleSet = ruleSet): string {
  const router = createStoryRouter({ scmpAuthentication: story.auth ?? true, ...(story.bfd && { bfd: {} }) })
  takeDown(router, story.down ?? [])
  const port = typeof story.in === 'number' ? story.in : internalPort
  const link = router.linkOf(port, String(story.in))
  const p = createPacket(link)
  loadPacket(p, buildInput(story), link, String(story.in), now)
  try {
    const verdict = decide(p, router.state, rules)
    return `${describe(verdict)} ${toHex(leaving(p, router.state, verdict))}`
  } catch {
    return crash
  }
}

function describe(verdict: Verdict): string {
  const { kind } = verdict
  if (kind === 'bfd') return kind
  if (kind === 'forward' || kind === 'handOver') return `${kind} ${kind === 'forward' ? verdict.link.ifId : verdict.link.routerId}`
  return JSON.stringify(verdict)
}

/** The bytes that leave after a verdict; none for a drop. */
export function leaving(p: Packet, r: RouterState, verdict: Verdict): Bytes {
  const nothing = new Uint8Array(0)
  if (verdict.kind === 'drop' || verdict.kind === 'bfd') return nothing
  if (verdict.kind !== 'answer') return p.bytes
  if (verdict.with === 'error') return buildError(p, r, verdict.reason) ?? nothing
  return verdict.with === 'traceroute' ? (buildTracerouteReply(p, r, verdict.ifId) ?? nothing) : nothing
}
