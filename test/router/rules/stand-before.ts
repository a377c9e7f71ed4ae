/** A packet that stands before a rule: all earlier rules of its array let it pass. */
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket, type Packet } from '#router/packet.ts'
import type { RouterConfig } from '#router/router.ts'
import type { Rule } from '#router/rule.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { RouterState } from '#router/state.ts'
import type { Verdict } from '#router/verdict.ts'
import { internalPort } from '#wire/actor.ts'
import { createStoryRouter, now } from '../network.ts'
import { buildInput, type Story } from '../story.ts'
import { reasonOf, takeDown } from '../tell.ts'

export interface Standing {
  readonly p: Packet
  readonly r: RouterState
  /** what the rule says: nothing, or the verdict */
  apply(): Verdict | undefined
}

const transit: Story = {
  name: 'transit',
  in: 131,
  from: '1-ff00:0:3,10.0.3.1',
  to: '1-ff00:0:4,10.0.4.1',
  path: ['along 0x111 (0,311) *(131,141) (411,0)'],
  rule: '',
  out: '',
}

export interface Circumstances extends Partial<Story> {
  /** nanoseconds since the run's start */
  readonly now?: number
  readonly config?: Partial<RouterConfig>
}

/** The packet differs from one in transit from 131 to 141 in what is named. */
export function standBefore(rule: Rule, c: Circumstances = {}): Standing {
  const story = { ...transit, ...c }
  const router = createStoryRouter(c.config)
  takeDown(router, story.down ?? [])
  const [port, from] = typeof story.in === 'number' ? [story.in, ''] : [internalPort, story.in]
  const link = router.linkOf(port, from)
  const p = createPacket(link)
  loadPacket(p, buildInput(story), link, from, c.now ?? now)
  const before = (rules: readonly Rule[]): readonly Rule[] => rules.slice(0, Math.max(0, rules.indexOf(rule)))
  const rules = Object.fromEntries(Object.entries(ruleSet).map(([name, all]) => [name, before(all)])) as unknown as RuleSet
  decide(p, router.state, rules)
  const apply = (): Verdict | undefined => {
    if (rule.prepare?.(p, router.state)) router.state.mac.cipher.encryptBlocks(p.blocks, 1)
    return rule.apply(p, router.state)
  }
  return { p, r: router.state, apply }
}

/** The reason the rule gives, `undefined` when it lets the packet go on. */
export function reasonBy(rule: Rule, c: Circumstances = {}): string | undefined {
  const verdict = standBefore(rule, c).apply()
  return verdict === undefined ? undefined : reasonOf(verdict)
}
