/** The router of the stories (test/router/stories) on real sockets of a 127.x of its own. */
import { readFileSync } from 'node:fs'
import type { RouterOptions } from '#emulate/router/router.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { epochS, now, storyAs } from '#test/router/network.ts'
import { allStories, type Story } from '#test/router/story.ts'
import { createSurroundings, onLoopback, runRouter, someNet, standingClock, temporaryFolder, writeConfiguration } from '../lab.ts'

export const prefix = '192.168.'
export const clock = standingClock(epochS, now)
export const authenticated = '[features]\nexperimental_scmp_authentication = true\n'

export async function storyLab(toml = authenticated, more: Pick<RouterOptions, 'evidence' | 'pcap' | 'io' | 'rules'> = {}) {
  const net = someNet()
  const folder = writeConfiguration(temporaryFolder(), onLoopback(storyAs, prefix, net), { toml })
  const options = { source: { path: folder, id: 'brA', read: (file: string) => readFileSync(file, 'utf8') }, clock, ...more }
  const logged: string[] = []
  const running = await runRouter({ ...options, log: (_, text) => logged.push(text) })
  return { net, folder, options, logged, running, around: createSurroundings(), at: (rest: string) => `127.${net}.${rest}` }
}
export type Lab = Awaited<ReturnType<typeof storyLab>>

/** Those that need no more than the router as it is, in this lab's addresses. */
export const plainStories = ({ net }: Lab): Story[] =>
  onLoopback(allStories(), prefix, net).filter(s => s.down === undefined && s.auth !== false && !s.bfd)

/** Which socket a story's packet comes from, and the router's socket it goes to. */
export function wayIn({ running, at }: Lab, story: Story): { readonly from: string; readonly to: string } {
  if (typeof story.in === 'string') return { from: story.in, to: at('0.11:30001') }
  const link = running.configuration.as.routers[0]!.interfaces.find(i => i.ifId === story.in)!
  return { from: link.remote, to: link.local }
}

export const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)
export const eventsOf = (file: string): TraceEvent[] => linesOf(file).map(line => JSON.parse(line) as TraceEvent)
