/** One case on a running device: its steps in turn, judged. */
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { internalPort, type Port, type UnderlayAddress } from '#wire/actor.ts'
import { bfdMyDiscriminator, checkBfd } from '#wire/bfd.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { findUpperLayer, type UpperLayer } from '#wire/extensions.ts'
import { checkHeader, parseHeader, protocols } from '#wire/header.ts'
import { formatHost } from '#wire/host-address.ts'
import { udpDstPort } from '#wire/udp.ts'
import type { Dut, DutFailure, Exchange, Output } from '../dut/dut.ts'
import type { Difference } from '../outcome.ts'
import { type ExpandedStep, expandStep, type Setting, stepsOf } from '../suite/expand.ts'
import type { StepSpec } from '../suite/format.ts'
import type { SuiteCase } from '../suite/read.ts'
import type { Evidence } from './case-outcome.ts'
import { compareOutput, judge } from './judge.ts'

export interface CaseRun {
  readonly differences: readonly Difference[]
  readonly evidence: readonly Evidence[]
  /** what had come unprompted before the case began */
  readonly late: readonly Output[]
  readonly failure?: DutFailure
}

/** milliseconds in which an answer counts as prompted where the router also speaks by itself, every 750 ms or more */
const promptMs = 700

/** Throws `EnvironmentError` when an address is not to be had, `UserError` when the case cannot be built. */
export async function runCase(dut: Dut, c: SuiteCase, setting: Setting): Promise<CaseRun> {
  const differences: Difference[] = []
  const evidence: Evidence[] = []
  const discriminators = new Map<Port, number>()
  let late: readonly Output[] = []
  const steps = stepsOf(c)
  for (const [i, step] of steps.entries()) {
    await momentIn(step.second)
    const atNs = BigInt(Date.now()) * 1_000_000n
    const expanded = expandStep(step, setting, { nowNs: atNs, discriminators })
    await openAround(dut, expanded, setting)
    const ran = isTimed(expanded, setting) ? await runTimed(dut, step, expanded, atNs) : await runPrompt(dut, expanded, setting, atNs)
    for (const output of ran.outputs) remember(discriminators, output)
    evidence.push({ atNs, step: expanded, outputs: ran.outputs })
    const before = unprompted(ran.before, setting)
    if (i === 0) late = before
    else differences.push(...asLate(before))
    differences.push(...(steps.length === 1 ? ran.differences : ran.differences.map(d => ({ ...d, field: `step ${i + 1}: ${d.field}` }))))
    if (ran.failure !== undefined) return { differences, evidence, late, failure: ran.failure }
    if (differences.length > 0) break
  }
  return { differences, evidence, late }
}

interface StepRun extends Exchange {
  readonly differences: readonly Difference[]
}

/** Without what BFD says by itself: a router speaks only when spoken to. */
export const unprompted = (outputs: readonly Output[], { spec }: Setting): Output[] =>
  outputs.filter(o => !(spec.bfd && bfdAt(o.bytes) !== undefined))

export const asLate = (outputs: readonly Output[]): Difference[] =>
  judge(undefined, outputs, 0n).map(d => ({ ...d, field: 'output after the answer' }))

const isTimed = ({ input, output }: ExpandedStep, { spec }: Setting): boolean =>
  input === undefined || (spec.bfd && output !== undefined && bfdAt(output.bytes) !== undefined)

async function runPrompt(dut: Dut, { input, output }: ExpandedStep, setting: Setting, nowNs: bigint): Promise<StepRun> {
  const heard = (outputs: readonly Output[]): boolean => output === undefined || unprompted(outputs, setting).length > 0
  const exchange = await dut.exchange([input!], heard)
  const differences = exchange.failure === undefined ? judge(output, unprompted(exchange.outputs, setting), nowNs) : []
  return { ...exchange, differences }
}

/** Among what a BFD session says by itself, a packet as expected must come, in time. */
async function runTimed(dut: Dut, step: StepSpec, { input, output }: ExpandedStep, nowNs: bigint): Promise<StepRun> {
  const { withinMs = promptMs, notBeforeMs = 0 } = step
  const begin = performance.now()
  const heard: Output[] = []
  const fits = (o: Output): boolean => output !== undefined && compareOutput(output, o, nowNs).length === 0
  const first = input === undefined ? { outputs: [], before: [] } : await dut.exchange([input])
  let next: Exchange = first
  for (;;) {
    heard.push(...next.outputs)
    const passedMs = performance.now() - begin
    const done = heard.some(fits)
    if (next.failure !== undefined || done || passedMs >= withinMs)
      return {
        ...first,
        ...next,
        before: first.before,
        outputs: heard,
        differences: timedDifferences(heard, { output, done, passedMs, notBeforeMs }, nowNs),
      }
    next = await dut.listen(withinMs - passedMs, outputs => outputs.some(fits))
  }
}

interface Timing {
  readonly output: ExpandedStep['output']
  readonly done: boolean
  readonly passedMs: number
  readonly notBeforeMs: number
}

function timedDifferences(heard: readonly Output[], { output, done, passedMs, notBeforeMs }: Timing, nowNs: bigint): Difference[] {
  if (output === undefined) return []
  if (done && passedMs >= notBeforeMs) return []
  if (done) return [{ field: 'time', expected: `not before ${notBeforeMs} ms`, actual: `after ${Math.round(passedMs)} ms` }]
  const onLink = heard.filter(o => output.to.includes(o.to))
  return judge(output, onLink.slice(-1), nowNs)
}

/** Sleeps until the wall clock is in this part of a second. */
async function momentIn(second: StepSpec['second']): Promise<void> {
  if (second === undefined) return
  const [from, to] = [second[0] * 1000, second[1] * 1000]
  const nowMs = Date.now() % 1000
  if (nowMs < from || nowMs >= to) await setTimeout((from - nowMs + 1000) % 1000)
}

/** Sockets where an output is expected, and where the packet would be delivered by mistake. */
async function openAround(dut: Dut, { input, output }: ExpandedStep, setting: Setting): Promise<void> {
  if (output !== undefined) await dut.open(...output.to)
  const host = input === undefined ? undefined : hostMeant(input.bytes, setting)
  if (host !== undefined) await dut.open(host)
}

/** The host and port a UDP packet is for, when the host is one of ours. */
function hostMeant(packet: Bytes, { net }: Setting): UnderlayAddress | undefined {
  const upper = checkHeader(packet) === undefined ? findUpperLayer(packet) : undefined
  if (upper === undefined || isMalformed(upper) || upper.protocol !== protocols.udp || packet.length < upper.at + 8) return undefined
  const host = formatHost(parseHeader(packet).dstHost)
  const port = udpDstPort(packet, upper.at)
  return host.startsWith(`127.${net}.`) && port !== 0 ? `${host}:${port}` : undefined
}

export function bfdAt(packet: Bytes): UpperLayer | undefined {
  const upper = checkHeader(packet) === undefined ? findUpperLayer(packet) : undefined
  return upper === undefined || isMalformed(upper) || upper.protocol !== protocols.bfd ? undefined : upper
}

function remember(discriminators: Map<Port, number>, { port, bytes }: Output): void {
  const bfd = bfdAt(bytes)
  if (bfd === undefined || port === undefined || port === internalPort || checkBfd(bytes, bfd.at) !== undefined) return
  discriminators.set(port, bfdMyDiscriminator(bytes, bfd.at))
}
