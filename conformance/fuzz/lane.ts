/** One site with its router under test: batches, single packets, and a router that is started again when it ends. */
import type { Exchange, Input, Output } from '../dut/dut.ts'
import type { Difference } from '../outcome.ts'
import { differences, type Observed } from './compare.ts'
import { identityOf } from './identity.ts'
import type { Recipe } from './recipe.ts'
import { createSampler, type Sample } from './sample.ts'
import type { Site } from './site.ts'

/** A router under test. */
export interface Target {
  exchange(inputs: readonly Input[], enough: (outputs: readonly Output[]) => boolean): Promise<Exchange>
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

export async function createLane({ site, start, nowMs }: LaneOptions): Promise<Lane> {
  const sampler = createSampler(site)
  let target = await start(site)
  let failures = 0
  const sample = (recipe: Recipe): Sample => sampler.sample(recipe, nowMs())

  async function send(samples: readonly Sample[]): Promise<Exchange> {
    const inputs = samples.map(({ door, bytes }) => ({ port: door.port, from: door.from, bytes }))
    const exchange = await target.exchange(inputs, awaited(samples))
    if (exchange.failure !== undefined) {
      failures++
      await target.stop()
      target = await start(site)
    }
    return exchange
  }

  /** The packet that ends the router: half of the batch, a quarter, ... */
  async function killerAmong(samples: readonly Sample[]): Promise<Sample | undefined> {
    if (samples.length <= 1) return samples[0]
    const half = samples.slice(0, samples.length >> 1)
    return (await send(half)).failure === undefined ? killerAmong(samples.slice(half.length)) : killerAmong(half)
  }

  async function batch(samples: readonly Sample[]): Promise<BatchResult> {
    const exchange = await send(samples)
    if (exchange.failure === undefined) return judged(samples, exchange, nowMs())
    const killer = await killerAmong(samples)
    const rest = samples.filter(s => s !== killer)
    const { suspects, strays } = rest.length === 0 ? { suspects: [], strays: [] } : await batch(rest)
    return { suspects: killer === undefined ? suspects : [failed(killer, exchange.failure.text, []), ...suspects], strays }
  }

  return {
    site,
    sample,
    batch,
    async alone(recipe) {
      const one = sample(recipe)
      const { failure, outputs } = await send([one])
      const observed = outputs.filter(o => isOf(one, o))
      if (failure === undefined) return { sample: one, observed, differences: differences(one.decisions, observed, nowMs()) }
      return failed(one, failure.text, observed)
    },
    stop: () => target.stop(),
    get failures() {
      return failures
    },
  }
}

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
