/**
 * A device under test: any border router, started by a command, with everything around it played by us on loopback sockets. Packets go in,
 * and what comes out is known when the sentinel behind them is back: no waiting for silence.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { forwardingKeyOf } from '#crypto/key.ts'
import { createHopMac } from '#crypto/mac.ts'
import { internalPort, type Port, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { EnvironmentError } from '#wire/error.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'
import { atEnd } from './at-end.ts'
import { commandWords } from './command.ts'
import { type DutConfiguration, writeConfiguration } from './configuration.ts'
import { type DutProcess, startProcess } from './process.ts'
import { buildSentinel, sentinelIn } from './sentinel.ts'
import { createSockets, type Sockets } from './sockets.ts'

export interface DutOptions {
  /** "router --config {dir}/br.toml"; the places are those of `CommandPlaces` */
  readonly command: string
  readonly configuration: DutConfiguration
  /** milliseconds until every interface must have answered; default 10 s */
  readonly readyMs?: number
  /** milliseconds without an answer after which the router hangs; default 3 s */
  readonly patienceMs?: number
  /** milliseconds an output that was asked for by `enough` may come after the sentinel; default 500 */
  readonly graceMs?: number
}

/** A datagram to the router. */
export interface Input {
  /** an interface id, or 0: its internal socket */
  readonly port: Port
  /** the sender; default for an interface: the configured neighbour */
  readonly from?: UnderlayAddress
  readonly bytes: Bytes
}

/** A datagram from the router, or from whoever sends to our sockets. */
export interface Output {
  /** the router's own socket it came from: an interface id, 0 the internal one, `undefined` none of them */
  readonly port: Port | undefined
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

/** It ended by itself, or does not answer any more. */
export interface DutFailure {
  readonly kind: 'died' | 'silent'
  /** with the end of what it said */
  readonly text: string
}

export interface Exchange {
  /** in the order of arrival; an output is not assigned to one of several inputs */
  readonly outputs: readonly Output[]
  /** what had come out unprompted, since the last exchange */
  readonly before: readonly Output[]
  /** nothing more comes of this device: stop it */
  readonly failure?: DutFailure
}

export interface Dut {
  readonly configuration: DutConfiguration
  /** Opens more of our sockets, where packets are to be heard. Throws `EnvironmentError`. */
  open(...addresses: readonly UnderlayAddress[]): Promise<void>
  /**
   * Sends the inputs in their order (at most some 100: sockets hold no more) and returns when all was handled. `enough`: until then outputs
   * are waited for a little longer, as packets on other sockets may be a moment later than the sentinel. One exchange at a time.
   */
  exchange(inputs: readonly Input[], enough?: (outputs: readonly Output[]) => boolean): Promise<Exchange>
  /** What comes out unprompted within so many milliseconds. */
  listen(ms: number, enough?: (outputs: readonly Output[]) => boolean): Promise<Exchange>
  stop(): Promise<void>
}

interface State {
  readonly options: DutOptions
  readonly ways: ReadonlyMap<Port, Way>
  readonly sockets: Sockets
  readonly process: DutProcess
  readonly heard: Output[]
  /** sentinels under way: number to port */
  readonly pending: Map<number, Port>
  readonly bell: Bell
  sentinels: number
  readonly build: (port: Port, number: number, behind?: Bytes) => Bytes
}

/** Rung when something was heard, or the router ended. */
interface Bell {
  ring: () => void
}

/** One of the router's sockets, and who speaks to it when nothing else is said. */
interface Way {
  readonly local: UnderlayAddress
  readonly peer: UnderlayAddress
}

/** outputs that are kept until they are asked for: a flood must not fill the memory */
const maxHeard = 10_000
/** milliseconds between attempts to be heard */
const knockMs = 20
/** milliseconds after which a sentinel is sent again: datagrams may be lost */
const repeatMs = 400
const defaults = { readyMs: 10_000, patienceMs: 3000, graceMs: 500 }

/** The router answers on every interface when it resolves. Throws `UserError`, `EnvironmentError`. */
export async function startDut(options: DutOptions): Promise<Dut> {
  const { configuration } = options
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-dut-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const takeBack = atEnd(remove)
  const ends: (() => unknown)[] = [remove, takeBack]
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const words = commandWords(options.command, writeConfiguration(folder, configuration))
    const bell: Bell = { ring: () => {} }
    const heard: Output[] = []
    const pending = new Map<number, Port>()
    const byAddress = new Map<UnderlayAddress, Port>()
    const sockets = createSockets((from, to, bytes) => {
      const sentinel = sentinelIn(bytes)
      if (sentinel >= 0) pending.delete(sentinel)
      else if (heard.length < maxHeard) heard.push({ port: byAddress.get(from), from, to, bytes })
      bell.ring()
    })
    ends.push(sockets.close)
    const ways = await openSurroundings(configuration, sockets)
    for (const [port, { local }] of ways) byAddress.set(local, port)
    const process = await startProcess(words)
    ends.push(process.stop)
    void process.ended.then(() => bell.ring())
    const state: State = { options, ways, sockets, process, heard, pending, bell, sentinels: 0, build: sentinelsOf(configuration) }
    await becomeReady(state)
    return { configuration, open: (...a) => openAll(sockets, a), ...conversation(state), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function sentinelsOf({ master }: DutConfiguration): State['build'] {
  const mac = createHopMac(forwardingKeyOf(master))
  return (port, number, behind) =>
    buildSentinel(mac, { port, number, nowS: Math.floor(Date.now() / 1000), ...(behind !== undefined && { behind }) })
}

async function openAll(sockets: Sockets, addresses: readonly UnderlayAddress[]): Promise<void> {
  for (const address of addresses) await sockets.open(address)
}

/** Neighbours, siblings and services; and somebody at the router's own IP address who asks whether it is there. */
async function openSurroundings({ as, id }: DutConfiguration, sockets: Sockets): Promise<Map<Port, Way>> {
  const own = as.routers.find(r => r.id === id)!
  const others = [...as.routers.filter(r => r !== own).map(r => r.internalAddress), ...as.controlServices.map(s => s.address)]
  await openAll(sockets, [...others, ...as.discoveryServices.map(s => s.address)])
  const asking = await sockets.open(joinHostPort(parseUnderlay(own.internalAddress).ip, 0))
  const ways = new Map<Port, Way>([[internalPort, { local: own.internalAddress, peer: asking }]])
  for (const { ifId, local, remote } of own.interfaces) ways.set(ifId, { local, peer: await sockets.open(remote) })
  return ways
}

async function becomeReady(s: State): Promise<void> {
  const readyMs = s.options.readyMs ?? defaults.readyMs
  const deadline = performance.now() + readyMs
  const unheard = new Set(s.ways.keys())
  const askers = new Map<number, Port>()
  while (unheard.size > 0) {
    for (const port of unheard) askers.set(sendSentinel(s, port, s.ways.get(port)!.peer), port)
    await patientlyUntil(s, () => s.pending.size === 0, knockMs)
    for (const [number, port] of askers) if (!s.pending.has(number)) unheard.delete(port)
    if (s.process.ending !== undefined) throw notReady(s, `ended with ${s.process.ending} before it was ready`)
    if (performance.now() > deadline) throw notReady(s, `${silentPorts(s, [...unheard])} within ${readyMs / 1000} s`)
  }
  await settle()
  s.pending.clear()
  s.heard.length = 0
}

function silentPorts({ ways }: State, ports: readonly Port[]): string {
  const names = ports.map(p => (p === internalPort ? 'the internal address' : `interface ${p}`))
  return ports.length === ways.size ? 'answered on none of its interfaces' : `did not answer on ${names.join(', ')}`
}

function notReady({ options, process }: State, what: string): EnvironmentError {
  const asked = 'asked were expired hop fields, which the router must answer with SCMP 4/52'
  return new EnvironmentError(`the device under test ${what}: ${options.command}${lastSaid(process)}`, asked)
}

const lastSaid = (process: DutProcess): string => {
  const lines = process
    .said()
    .trimEnd()
    .split('\n')
    .slice(-5)
    .map(line => line.slice(0, 200))
  return lines.join('') === '' ? '; it said nothing' : `\n  it said: ${lines.join('\n           ')}`
}

/** Sends one, new or again, and returns its number. */
function sendSentinel(s: State, port: Port, from: UnderlayAddress, behind?: Bytes, number = ++s.sentinels): number {
  s.pending.set(number, port)
  s.sockets.send(from, s.ways.get(port)!.local, s.build(port, number, behind))
  return number
}

function conversation(s: State): Pick<Dut, 'exchange' | 'listen'> {
  const never = (): boolean => true
  return {
    async exchange(inputs, enough = never) {
      const before = s.heard.splice(0)
      const last = new Map<string, Required<Input>>()
      for (const input of inputs) {
        const whole = { ...input, from: input.from ?? s.ways.get(input.port)!.peer }
        await s.sockets.open(whole.from)
        // Not sendable from a wrong address of a connected link: the sentinel comes from the neighbour, to the same socket.
        last.set(`${input.port} ${input.port === internalPort ? whole.from : ''}`, whole)
      }
      for (const { port, from, bytes } of inputs) s.sockets.send(from ?? s.ways.get(port)!.peer, s.ways.get(port)!.local, bytes)
      const failure = await returned(s, [...last.values()])
      await settle()
      if (failure === undefined) await patientlyUntil(s, () => enough(s.heard), s.options.graceMs ?? defaults.graceMs)
      return { outputs: s.heard.splice(0), before, ...(failure !== undefined && { failure }) }
    },
    async listen(ms, enough = () => false) {
      await patientlyUntil(s, () => enough(s.heard), ms)
      const failure = s.process.ending === undefined ? undefined : died(s)
      return { outputs: s.heard.splice(0), before: [], ...(failure !== undefined && { failure }) }
    },
  }
}

/** Until a sentinel is back for each input that is the last of its sender. */
async function returned(s: State, inputs: readonly Required<Input>[]): Promise<DutFailure | undefined> {
  const sent = inputs.map(({ port, from, bytes }) => {
    const sender = port === internalPort ? from : s.ways.get(port)!.peer
    return { port, sender, bytes, number: sendSentinel(s, port, sender, bytes) }
  })
  const patienceMs = s.options.patienceMs ?? defaults.patienceMs
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += repeatMs) {
    if (await patientlyUntil(s, () => s.pending.size === 0, repeatMs)) return undefined
    if (s.process.ending !== undefined) return died(s)
    for (const { port, sender, bytes, number } of sent) if (s.pending.has(number)) sendSentinel(s, port, sender, bytes, number)
  }
  const ports = [...new Set(s.pending.values())]
  s.pending.clear()
  return { kind: 'silent', text: `${silentPorts(s, ports)} for ${patienceMs / 1000} s${lastSaid(s.process)}` }
}

const died = ({ process }: State): DutFailure => ({ kind: 'died', text: `it ended with ${process.ending}${lastSaid(process)}` })

/** False when the device is gone or the time is over before the condition holds. */
async function patientlyUntil(s: State, condition: () => boolean, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms
  while (!condition()) {
    const leftMs = deadline - performance.now()
    if (s.process.ending !== undefined || leftMs <= 0) return false
    await rung(s.bell, leftMs)
  }
  return true
}

const rung = (bell: Bell, ms: number): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    bell.ring = () => {
      clearTimeout(timer)
      resolve()
    }
  })

/** What has come to our sockets is heard. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}
