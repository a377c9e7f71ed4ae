/** One site with its router under test: batches, single packets, and a router that is started again when it ends. */
import type { Exchange, Input, Output } from '../dut/dut.ts'
import type { Difference } from '../outcome.ts'
import { differences, type Observed } from './judge/compare.ts'
import { createSampler, type Sample } from './judge/sample.ts'
import { identityOf } from './make/identity.ts'
import type { Recipe } from './make/recipe.ts'
import type { Site } from './site.ts'

/** A router under test. */
export interface Target {
  exchange(inputs: readonly Input[], enough: (outputs: readonly Output[]) => boolean): Promise<Exchange>
  /** What comes unprompted within so many milliseconds: its end, too. */
  listen(ms: number): Promise<Exchange>
  stop(): Promise<void>
}

/** What came of one packet. */
export interface Trial {
  readonly sample: Sample
  readonly observed: readonly Observed[]
  readonly differences: readonly Difference[]
}

export interface BatchResult {
  /** packets that differ, to be tried alone */
  readonly suspects: readonly Trial[]
  /** identities of outputs that belong to no packet of the batch */
  readonly strays: readonly number[]
}

export interface Lane {
  readonly site: Site
  sample(recipe: Recipe): Sample
  batch(samples: readonly Sample[]): Promise<BatchResult>
  alone(recipe: Recipe): Promise<Trial>
  stop(): Promise<void>
  /** times the router ended or hung */
  readonly failures: number
}

export interface LaneOptions {
  readonly site: Site
  start(site: Site): Promise<Target>
  /** unix milliseconds */
  nowMs(): number
}

/** milliseconds in which a router may end because of a packet that it seems to have survived */
const afterwardsMs = 15

/** packets of one batch that may end the router before the rest of the batch is given up */
const maxKillers = 20

export async function createLane(options: LaneOptions): Promise<Lane> {
  const { site, nowMs } = options
  const sampler = createSampler(site)
  const device = await createDevice(options)
  const sample = (recipe: Recipe): Sample => sampler.sample(recipe, nowMs())
  let previous: readonly Sample[] = []

  async function batch(samples: readonly Sample[], killersLeft = maxKillers): Promise<BatchResult> {
    const exchange = await device.send(samples)
    const before = previous
    previous = samples
    if (exchange.failure === undefined) return judged(samples, exchange, nowMs())
    // An end that came late was brought about by a packet of the batch before.
    const killer = (await killerAmong(device, samples)) ?? (await killerAmong(device, before))
    const rest = samples.filter(s => s !== killer)
    const goesOn = killer !== undefined && rest.length > 0 && killersLeft > 1
    const { suspects, strays } = goesOn ? await batch(rest, killersLeft - 1) : nothing
    return { suspects: killer === undefined ? suspects : [failed(killer, exchange.failure.text, []), ...suspects], strays }
  }

  return {
    site,
    sample,
    batch: samples => batch(samples),
    async alone(recipe) {
      const one = sample(recipe)
      const { failure, outputs } = await device.sendCarefully([one])
      const observed = outputs.filter(o => isOf(one, o))
      if (failure === undefined) return { sample: one, observed, differences: differences(one.decisions, observed, nowMs()) }
      return failed(one, failure.text, observed)
    },
    stop: device.stop,
    get failures() {
      return device.failures
    },
  }
}

/** A router that is started again when it has ended. */
interface Device {
  send(samples: readonly Sample[]): Promise<Exchange>
  /** Waits a little for an end that comes after the sentinel. */
  sendCarefully(samples: readonly Sample[]): Promise<Exchange>
  readonly failures: number
  stop(): Promise<void>
}

async function createDevice({ site, start }: LaneOptions): Promise<Device> {
  let target = await start(site)
  let failures = 0

  async function restarted(exchange: Exchange): Promise<Exchange> {
    if (exchange.failure === undefined) return exchange
    failures++
    await target.stop()
    target = await start(site)
    return exchange
  }

  const device: Device = {
    async send(samples) {
      const inputs = samples.map(({ door, bytes }) => ({ port: door.port, from: door.from, bytes }))
      return restarted(await target.exchange(inputs, awaited(samples)))
    },
    async sendCarefully(samples) {
      const exchange = await device.send(samples)
      if (exchange.failure !== undefined) return exchange
      const { outputs, failure } = await restarted(await target.listen(afterwardsMs))
      return { ...exchange, outputs: [...exchange.outputs, ...outputs], ...(failure !== undefined && { failure }) }
    },
    get failures() {
      return failures
    },
    stop: () => target.stop(),
  }
  return device
}

/** The packet that ends the router: half of them, a quarter, ... */
async function killerAmong(device: Device, samples: readonly Sample[]): Promise<Sample | undefined> {
  if (samples.length === 0 || (await device.sendCarefully(samples)).failure === undefined) return undefined
  if (samples.length === 1) return samples[0]
  const half = samples.length >> 1
  return (await killerAmong(device, samples.slice(0, half))) ?? killerAmong(device, samples.slice(half))
}

const nothing: BatchResult = { suspects: [], strays: [] }

const failed = (sample: Sample, text: string, observed: readonly Observed[]): Trial => ({
  sample,
  observed,
  differences: [{ field: 'router', expected: 'goes on', actual: text }],
})

const isOf = ({ recipe }: Sample, { bytes }: Observed): boolean => identityOf(bytes) === recipe.identity

/** Have the outputs of all packets come that surely have one? */
function awaited(samples: readonly Sample[]): (outputs: readonly Output[]) => boolean {
  const wanted = samples.filter(s => s.decisions.every(d => d.output !== undefined)).map(s => s.recipe.identity)
  return outputs => {
    if (outputs.length < wanted.length) return false
    const seen = new Set(outputs.map(o => identityOf(o.bytes)))
    return wanted.every(identity => seen.has(identity))
  }
}

function judged(samples: readonly Sample[], { outputs, before }: Exchange, nowMs: number): BatchResult {
  const seen = new Map<number, Observed[]>(samples.map(s => [s.recipe.identity, []]))
  const strays: number[] = []
  for (const output of [...before, ...outputs]) {
    const identity = identityOf(output.bytes)
    const own = identity === undefined ? undefined : seen.get(identity)
    if (own === undefined) strays.push(identity ?? -1)
    else own.push(output)
  }
  const trials = samples.map((sample): Trial => {
    const observed = seen.get(sample.recipe.identity)!
    return { sample, observed, differences: differences(sample.decisions, observed, nowMs) }
  })
  return { suspects: trials.filter(t => t.differences.length > 0), strays }
}
