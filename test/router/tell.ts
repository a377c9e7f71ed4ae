/** Tells a story to a router: the datagram in, everything that comes out. */
import { createRouter, type Router } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import { internalPort } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { epochS, key, now, storyAs } from './network.ts'
import { buildInput, type Story, silence } from './story.ts'

export interface Ending {
  /** interface id, or the underlay address on the internal network; `silence` */
  readonly out: number | string
  /** hex */
  readonly sent: string
  readonly rule: string
  readonly reason: string | undefined
  /** datagrams sent */
  readonly count: number
}

export function tell(story: Story): Ending {
  let decided = { rule: '', reason: undefined as string | undefined }
  const router = createRouter({
    as: storyAs,
    id: 'brA',
    key,
    clock: { epochS },
    random: () => 0,
    scmpAuthentication: story.auth ?? true,
    ...(story.bfd && { bfd: {} }),
    observer: { decided: (_, packet, verdict) => (decided = { rule: packet.rule, reason: reasonOf(verdict) }) },
  })
  takeDown(router, story.down ?? [])
  const sent: { readonly port: number; readonly to: string; readonly bytes: Bytes }[] = []
  const external = typeof story.in === 'number'
  const from = typeof story.in === 'number' ? remoteOf(router, story.in) : story.in
  const datagram = { kind: 'datagram', port: external ? Number(story.in) : internalPort, from, bytes: buildInput(story) } as const
  router.on(datagram, now, { send: (port, to, bytes) => sent.push({ port, to, bytes }) })
  const first = sent[0]
  const out = first === undefined ? silence : first.port === internalPort ? first.to : first.port
  return { ...decided, out, sent: first === undefined ? '' : toHex(first.bytes), count: sent.length }
}

export const reasonOf = (verdict: Verdict): string | undefined => ('reason' in verdict ? verdict.reason : undefined)

function remoteOf(router: Router, ifId: number): string {
  const link = router.state.links.byIfId[ifId]
  return link?.kind === 'external' ? link.remote : ''
}

/** Takes links down by the events a driver sends. */
export function takeDown(router: Router, links: readonly (number | string)[]): void {
  const none = { send: () => {} }
  for (const link of links)
    if (typeof link === 'number') router.on({ kind: 'link', port: link, up: false }, 0, none)
    else router.on({ kind: 'link', port: internalPort, sibling: link, up: false }, 0, none)
}
