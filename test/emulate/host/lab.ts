/** Hosts of ours in a running network. */
import { onTestFinished } from 'vitest'
import { connectDaemon } from '#emulate/host/daemon-connection.ts'
import { type HostOptions, type RunningHost, startHost } from '#emulate/host/host.ts'
import type { Host } from '#host/host.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import type { Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { RunningNetwork } from '../daemon/lab.ts'

/** The AS's first host; by its daemon, where its address is given. */
export async function runHost(
  network: RunningNetwork,
  isdAs: IsdAs,
  options: Partial<HostOptions> & { readonly sciond?: string } = {},
): Promise<RunningHost> {
  const as = network.as(isdAs)
  const { name, address } = as.hosts[0]!
  const { sciond, ...more } = options
  const asks = sciond === undefined ? as : await connectDaemon(sciond)
  if ('close' in asks) onTestFinished(asks.close)
  const host = await startHost({ address, name, asks, responds: true, ...more })
  onTestFinished(host.stop)
  return host
}

/** Starts an operation on the host; its result, or why there is none. */
export function finish<R>(
  running: RunningHost,
  start: (host: Host, onEnd: (outcome: Outcome<R>) => void, now: number, out: Outbox) => Operation<R>,
): Promise<R | string> {
  return new Promise(resolve =>
    running.run((now, out) => start(running.host, end => resolve(end.kind === 'done' ? end.result : end.reason), now, out)),
  )
}
