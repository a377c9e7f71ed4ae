/**
 * Where a tool runs: on a host of a simulated network, or on this machine with the daemon that `--sciond` or SCION_DAEMON names. The simulator
 * is loaded only where it is used.
 */
import { defaultDaemonAddress } from '#host/daemon.ts'
import type { Host } from '#host/host.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import type { Outbox } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { ScionAddress } from '#wire/scion-address.ts'
import type { ToolNetwork, ToolNetworkOptions } from './tool-network.ts'
import { type ChoiceFlags, readWords } from './tool-options.ts'

/** An operation that is told `onEnd` among its options. */
export type Start<R> = (host: Host, onEnd: (outcome: Outcome<R>) => void, now: number, out: Outbox) => Operation<R>

export interface ToolPlace {
  /** Runs the operation to its end. `interruptible`: at the pace of the wall clock; an interrupt at the keyboard stops it. */
  finish<R>(start: Start<R>, interruptible?: boolean): Promise<Outcome<R>>
  destination(text: string): ScionAddress
  destinationAs(text: string): IsdAs
  /** unix seconds */
  nowS(): number
  /** of a simulated host */
  readonly simulated?: ToolNetwork
  close(): void
}

export type PlaceFlags = Pick<ChoiceFlags, 'topology' | 'isdAs' | 'local' | 'sciond'>

/** The daemon that is meant: none where a topology is named, or words name one. */
export function daemonOf({ topology, sciond }: PlaceFlags, words: readonly string[]): string | undefined {
  const address = sciond ?? (topology === undefined && words.length <= 1 ? process.env.SCION_DAEMON : undefined)
  if (address === undefined || address === '') return undefined
  if (topology !== undefined || words.length > 1)
    throw new UserError('--sciond with a topology', 'the daemon is of a real network: one of them')
  return address === 'default' ? defaultDaemonAddress : address
}

/**
 * `what`: the last of the words, "REMOTE"; `simulated`: what only a simulated network can do, with the flag that asks for it. Throws `UserError`,
 * `EnvironmentError`.
 */
export async function openPlace(
  words: readonly string[],
  flags: ChoiceFlags,
  what: string,
  { more = {}, only = [] }: { readonly more?: Partial<ToolNetworkOptions>; readonly only?: readonly (false | string)[] } = {},
): Promise<{ readonly target: string; readonly place: ToolPlace }> {
  const daemon = daemonOf(flags, words)
  if (daemon === undefined) {
    const { target, network } = readWords(words, flags, what)
    const { simulatedPlace } = await import('./tool-network.ts')
    return { target, place: simulatedPlace({ ...network, ...more }) }
  }
  if (words.length !== 1) throw new UserError(`${words.length} arguments`, `expected ${what}`)
  const [flag] = [flags.down.length > 0 && '--down', flags.hiddenPaths !== undefined && '--hidden-paths', ...only].filter(Boolean)
  if (flag) throw new UserError(`${flag} is for simulated networks`, 'name a topology instead of a daemon')
  const { livePlace } = await import('./live-place.ts')
  return { target: words[0]!, place: await livePlace(daemon, flags) }
}
