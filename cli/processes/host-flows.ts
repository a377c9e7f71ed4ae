/** Commands of `hopproof host` for flows and attacks of scenarios: `emulate` runs them on its hosts. */
import type { Command } from 'commander'
import { pathInUse, sendAttack } from '#emulate/host/attack.ts'
import { receiveFlow, runFlow } from '#emulate/host/flow.ts'
import type { RunningHost } from '#emulate/host/host.ts'
import { headerHex } from '#router/evidence.ts'
import type { SeenPath, SentPlan } from '#sim/attackers.ts'
import type { FlowPlan } from '#sim/flow.ts'
import { fromHex, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parseScionAddress } from '#wire/scion-address.ts'
import { integer } from '../tools/tool-options.ts'
import type { Reply } from './command-channel.ts'

/** Flows that come in, by port. */
export type Receivers = Map<number, NonNullable<ReturnType<typeof receiveFlow>>>

export interface FlowContext {
  readonly running: RunningHost
  readonly receivers: Receivers
  command(name: string): Command
  reply(reply: Reply): void
}

export function addFlows({ running, receivers, command, reply }: FlowContext): void {
  command('flow')
    .argument('<plan>', 'a flow of a scenario, JSON')
    .argument('<remote>')
    .argument('[port]', 'where UDP is received', integer(1, 0xffff))
    .action((plan: string, remote: string, port: number | undefined) => {
      const ends = { destination: parseScionAddress(remote), ...(port && { port }) }
      runFlow(running, readPlan<FlowPlan>(plan), ends, result => reply({ result }))
    })
  command('receive').action(() => {
    const receiver = receiveFlow(running)
    if (receiver === undefined) throw new UserError('no port is free')
    receivers.set(receiver.port, receiver)
    reply({ result: { port: receiver.port } })
  })
  command('received')
    .argument('<port>', 'as "receive" gave it', integer(1, 0xffff))
    .action((port: number) => {
      const receiver = receivers.get(port)
      if (receiver === undefined) throw new UserError(`nothing is received at port ${port}`)
      receivers.delete(port)
      reply({ result: receiver.end() })
    })
}

export function addAttacks({ running, command, reply }: FlowContext): void {
  const plan = ['<plan>', 'an attack of a scenario from a host, JSON'] as const
  command('attack')
    .argument(...plan)
    .argument('<remote>')
    .requiredOption('--seed <n>', 'the keys are those of a simulation with this seed', integer(0, Number.MAX_SAFE_INTEGER))
    .option('--path <path>', 'of another host, as its "overhear" gave it', readSeenPath)
    .action((text: string, remote: string, { seed, path }: { readonly seed: number; readonly path?: SeenPath }) => {
      const ends = { destination: parseScionAddress(remote), seed, ...(path && { overheard: path }) }
      const sent = sendAttack(running, readPlan<SentPlan>(text), ends)
      replyWith(sent.then(packets => ({ headers: packets.map(headerHex) })), reply) // biome-ignore format: one line
    })
  command('overhear')
    .argument(...plan)
    .argument('<remote>')
    .action((text: string, remote: string) => {
      const path = pathInUse(running, readPlan<SentPlan>(text), parseScionAddress(remote).isdAs)
      replyWith(path.then(({ bytes, ...seen }) => ({ ...seen, bytes: toHex(bytes) })), reply) // biome-ignore format: one line
    })
}

function replyWith(result: Promise<unknown>, reply: FlowContext['reply']): void {
  void result.then(
    found => reply({ result: found }),
    error => {
      if (!(error instanceof UserError)) throw error
      reply({ error: error.message })
    },
  )
}

function readSeenPath(text: string): SeenPath {
  const { src, interfaces, bytes } = readPlan<Omit<SeenPath, 'bytes'> & { readonly bytes: string }>(text)
  return { src, interfaces, bytes: fromHex(bytes) ?? new Uint8Array(0) }
}

/** It comes from `emulate`, which has checked it. */
function readPlan<T>(text: string): T {
  try {
    return JSON.parse(text) as T
  } catch (error) {
    throw new UserError(`no plan: ${(error as Error).message}`)
  }
}
