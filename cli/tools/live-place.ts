/** This machine as the place of a tool: packets leave from its own ports, paths come from a daemon. */
import { connectDaemon } from '#emulate/host/daemon-connection.ts'
import { type RunningHost, startHost } from '#emulate/host/host.ts'
import { localAddressTowards } from '#emulate/io/local-address.ts'
import type { Outcome } from '#host/operation.ts'
import { nsPerS } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { parseIsdAs } from '#wire/isdas.ts'
import { parseScionAddress, type ScionAddress } from '#wire/scion-address.ts'
import type { PlaceFlags, Start, ToolPlace } from './tool-place.ts'

export interface LivePlace extends ToolPlace {
  /** this machine's */
  readonly address: ScionAddress
}

/** `daemon`: "127.0.0.12:30255". Throws `UserError`, `EnvironmentError`. */
export async function livePlace(daemon: string, { isdAs, local }: PlaceFlags): Promise<LivePlace> {
  const asks = await connectDaemon(daemon)
  try {
    const { as, routers } = asks
    if (isdAs !== undefined && parseIsdAs(isdAs) !== as.isdAs)
      throw new UserError(`the daemon at ${daemon} is of ${as.isdAs}, not of ${isdAs}`, 'another --sciond, or no --isd-as')
    const nearby = as.controlServices[0]?.address ?? [...routers.values()][0]
    const address = local ?? (nearby === undefined ? '127.0.0.1' : await localAddressTowards(nearby))
    const running = await startHost({ address, name: 'localhost', asks, responds: false })
    return {
      address: { isdAs: as.isdAs, host: address },
      finish: start => finish(running, start),
      destination: parseScionAddress,
      destinationAs: parseIsdAs,
      nowS: () => running.host.clock.epochS + running.run(now => now) / nsPerS,
      close() {
        running.stop()
        asks.close()
      },
    }
  } catch (error) {
    asks.close()
    throw error
  }
}

function finish<R>({ host, run }: RunningHost, start: Start<R>): Promise<Outcome<R>> {
  return new Promise(resolve => {
    const onEnd = (outcome: Outcome<R>): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop)
      resolve(outcome)
    }
    const stop = (): void => run(now => operation.stop(now))
    process.on('SIGINT', stop).on('SIGTERM', stop)
    const operation = run((now, out) => start(host, onEnd, now, out))
  })
}
