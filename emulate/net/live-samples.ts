/** What expectations look at in a network that runs: who reaches whom, and the ways known. */
import type { Sample } from '#sim/samples.ts'
import type { Expectation } from '#sim/schema.ts'
import type { Pair, WaysKnown } from '#sim/ways.ts'
import { UserError } from '#wire/error.ts'
import type { Emulation } from './emulation.ts'
import type { NetHost } from './hosts.ts'

/** The hops of all paths, as text, best first; none where there is none yet. Throws what is no lack of paths. */
export async function pathsBetween({ hosts }: Pick<Emulation, 'hosts'>, from: NetHost, to: NetHost, refresh = true): Promise<string[]> {
  const words = ['paths', to.as.isdAs, '--maxpaths', '0', '--no-probe', ...(refresh ? ['--refresh'] : [])]
  try {
    const { paths } = (await hosts.command(from, words)) as { readonly paths?: readonly { readonly sequence: string }[] | null }
    return (paths ?? []).map(p => p.sequence)
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}

/** Asked anew, as the simulator asks at the end of a run. */
export async function waysBetween(e: Emulation, pairs: readonly Pair[]): Promise<WaysKnown[]> {
  const ask = async ([from, to]: Pair): Promise<WaysKnown> => {
    const [a, b] = [e.hosts.find(from), e.hosts.find(to)]
    return { from, to, ways: a.as === b.as ? [] : (await pathsBetween(e, a, b)).sort() }
  }
  return Promise.all(pairs.map(ask))
}

/** Long enough for a host to go from one dead way to the next, as in the simulator. */
const probe = ['--count', '6', '--interval', '500ms', '--timeout', '1s', '--change-path']

/** Of `paths`, `reach` and `unreachable`, now. */
export async function takeSample(e: Emulation, { paths, reach, unreachable }: Expectation): Promise<Sample> {
  if (paths !== undefined) return (await pathsBetween(e, e.hosts.find(paths.from), e.hosts.find(paths.to))).length
  const { from, to } = (reach ?? unreachable)!
  const pairs = from.flatMap(a => to.filter(b => b !== a).map(b => ({ pair: `${a} > ${b}`, a: e.hosts.find(a), b: e.hosts.find(b) })))
  const answers = await Promise.all(pairs.map(async p => ({ ...p, answered: await isAnswered(e, p.a, p.b) })))
  const where = (answered: boolean): string[] => answers.filter(p => p.answered === answered).map(p => p.pair)
  return { reached: where(true), unreached: where(false) }
}

async function isAnswered({ hosts }: Emulation, from: NetHost, to: NetHost): Promise<boolean> {
  try {
    const { statistics } = (await hosts.command(from, ['ping', to.address, ...probe])) as { statistics: { received: number } }
    return statistics.received > 0
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}
