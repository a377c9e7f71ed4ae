/** Does every host reach every other? In Mininet's words. */
import { UserError } from '#wire/error.ts'
import type { Hosts, NetHost } from './hosts.ts'

export interface PingAll {
  readonly sent: number
  readonly received: number
  /** why, of pairs that do not: "alice -> bob: no path" */
  readonly failures: readonly string[]
}

/** As `scion ping --format json`: what is looked at. */
interface PingResult {
  readonly statistics: { readonly sent: number; readonly received: number }
}

/** Of a reply, and between attempts: beacons and BFD may need more. */
const timeoutMs = 1000

/**
 * Each host pings all others, one after the other; the hosts at the same time. A pair that fails is tried again until `untilMs` of
 * `performance.now()`, and lost then. `told`: each host with whom it reaches, as soon as that is known.
 */
export async function pingAll(hosts: Hosts, untilMs: number, told: (line: string) => void): Promise<PingAll> {
  const rows = await Promise.all(hosts.all.map(from => pingFrom(from, hosts, untilMs, told)))
  const pairs = rows.flat()
  const failures = pairs.filter(p => p.failure !== undefined).map(p => `${p.pair}: ${p.failure}`)
  return { sent: pairs.length, received: pairs.length - failures.length, failures }
}

interface Pair {
  readonly pair: string
  readonly failure: string | undefined
}

async function pingFrom(from: NetHost, hosts: Hosts, untilMs: number, told: (line: string) => void): Promise<Pair[]> {
  const others = hosts.all.filter(to => to !== from)
  const pairs: Pair[] = []
  for (const to of others) pairs.push({ pair: `${from.name} -> ${to.name}`, failure: await pingUntil(from, to, hosts, untilMs) })
  told(`${from.name} -> ${others.map((to, i) => (pairs[i]!.failure === undefined ? to.name : 'X')).join(' ')}`)
  return pairs
}

async function pingUntil(from: NetHost, to: NetHost, hosts: Hosts, untilMs: number): Promise<string | undefined> {
  for (let refresh = false; ; refresh = true) {
    const failure = await pingOnce(from, to, hosts, refresh)
    if (failure === undefined || performance.now() >= untilMs) return failure
    await new Promise(resolve => setTimeout(resolve, timeoutMs / 4))
  }
}

async function pingOnce(from: NetHost, to: NetHost, hosts: Hosts, refresh: boolean): Promise<string | undefined> {
  const words = ['ping', to.address, '--count', '1', '--timeout', `${timeoutMs}ms`, ...(refresh ? ['--refresh'] : [])]
  try {
    const { statistics } = (await hosts.command(from, words)) as PingResult
    return statistics.received > 0 ? undefined : 'no reply'
  } catch (error) {
    if (error instanceof UserError) return error.message
    throw error
  }
}

/** "*** Results: 0% dropped (6/6 received)" */
export function pingAllText({ sent, received }: PingAll): string {
  const dropped = sent === 0 ? 0 : Math.round((100 * (sent - received)) / sent)
  // Rounded, one of a thousand would be none.
  return `*** Results: ${received < sent ? Math.max(1, dropped) : 0}% dropped (${received}/${sent} received)`
}
