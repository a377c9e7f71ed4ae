/** What routers of the stories decide, as logs have it: sound ones and weakened ones, about packets of every kind. */
import { createAbstraction, type Decision } from '#proofs/slices/abstract.ts'
import type { Knowledge } from '#proofs/slices/knowledge.ts'
import { scopeOf } from '#proofs/slices/scope.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import type { RuleSet } from '#router/rules.ts'
import { createStoryRouter, epochS, key, now, storyAs } from '#test/router/network.ts'
import { allStories, buildInput, type Story } from '#test/router/story.ts'
import { takeDown } from '#test/router/tell.ts'
import type { Topology } from '#topology/model.ts'
import { internalPort } from '#wire/actor.ts'

/** The network of the stories, as far as there is one: what is behind its links nobody asks. */
export const storyTopology: Topology = {
  name: 'stories',
  links: [],
  ases: [
    {
      ...storyAs,
      ...{ voting: false, authoritative: false, issuing: false, underlay: 'ipv4', hosts: [], internalDelayNs: 0 },
      routers: storyAs.routers.map(r => ({ ...r, interfaces: r.interfaces.map(i => ({ ...i, neighborIfId: 1 })) })),
    },
  ],
}

/** Where the model knows less than the router: keys for SCMP errors. */
export const beyondTheModel: readonly string[] = ['UnknownHostTypeAsSource']

/** `undefined`: a weakened router did not survive it. */
export function eventOf(story: Story, rules: RuleSet): TraceEvent | undefined {
  const events: TraceEvent[] = []
  const observer = traceDecisions(event => events.push(event))
  const router = createStoryRouter({ rules, observer, scmpAuthentication: story.auth ?? true, ...(story.bfd && { bfd: {} }) })
  takeDown(router, story.down ?? [])
  const port = typeof story.in === 'number' ? story.in : internalPort
  try {
    router.process(router.linkOf(port, String(story.in)), String(story.in), buildInput(story), now)
  } catch {
    return undefined
  }
  return events[0]
}

export interface StoryDecision {
  readonly story: string
  readonly event: TraceEvent
  readonly decision: Decision
}

/** Decisions about all stories that the model speaks of, by each set of rules. */
export function storyDecisions(sets: readonly RuleSet[]): { readonly knowledge: Knowledge; readonly bySet: readonly StoryDecision[][] } {
  const { knowledge, decision } = createAbstraction(storyTopology, epochS, () => key)
  const bySet = sets.map(rules =>
    allStories().flatMap(story => {
      const event = eventOf(story, rules)
      const found = event !== undefined && scopeOf(event) === 'model' ? decision(event) : undefined
      return event === undefined || found === undefined ? [] : [{ story: story.name, event, decision: found }]
    }),
  )
  return { knowledge, bySet }
}
