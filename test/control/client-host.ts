/** A host that only asks for paths. */
import { createPathClient, type PathAnswer, type PathClient } from '#control/lookup/client.ts'
import type { Actor, Datagram } from '#wire/actor.ts'
import { assert } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { clock, type Network, seededRandom } from './network.ts'

export interface AskingHost {
  readonly client: PathClient
  readonly address: string
  /** datagrams of the client's port that were not answers */
  readonly others: Datagram[]
  /** Asks, lets time pass, and returns what came. */
  ask(dst: IsdAs, seconds?: number, hidden?: boolean): PathAnswer
}

const port = 31_000

export function attachHost(network: Network, isdAs: IsdAs, ip = '10.9.9.9'): AskingHost {
  const as = network.ases.get(isdAs)!
  const address = `${ip}:${port}`
  const client = createPathClient({
    isdAs,
    mtu: as.mtu,
    host: ip,
    port,
    controlService: as.controlServices[0]!.address,
    clock,
    random: seededRandom(99),
  })
  const others: Datagram[] = []
  const actor: Actor = {
    on(event, now, out) {
      if (event.kind === 'wake') client.wake(now, out)
      else if (event.kind === 'datagram' && !client.receive(event, now, out)) others.push(event)
    },
    wakeAt: client.wakeAt,
  }
  network.attach(isdAs, address, actor, port)
  return {
    client,
    address,
    others,
    ask(dst, seconds = 20, hidden = false) {
      const answers: PathAnswer[] = []
      client.ask(dst, network.now(), network.outboxAt(isdAs, address), answer => answers.push(answer), hidden)
      network.run(seconds)
      assert(answers.length === 1, `one answer, not ${answers.length}`)
      return answers[0]!
    },
  }
}
