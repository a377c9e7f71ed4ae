/**
 * Packets by the batch into a router for each site, what comes out held against what ours does. What differs is sent again alone: lost
 * datagrams are no difference, only what differs three times in a row is one.
 */

import { type KnownDifference, knownAs } from './judge/known.ts'
import type { Sample } from './judge/sample.ts'
import { shrink } from './keep/shrink.ts'
import { createLane, type Lane, type Target, type Trial } from './lane.ts'
import { generate } from './make/generate.ts'
import { identities } from './make/identity.ts'
import type { Recipe } from './make/recipe.ts'
import type { Site } from './site.ts'
import { countIn, countSample, createTally, type Tally } from './tally.ts'

export interface CampaignOptions {
  readonly sites: readonly Site[]
  readonly seed: number
  /** index of the first packet */
  readonly from: number
  readonly count: number
  readonly known: readonly KnownDifference[]
  /** stop after so many different findings */
  readonly maxFindings: number
  start(site: Site): Promise<Target>
  /** unix milliseconds */
  nowMs(): number
  /** called after each batch */
  progress?(tally: Tally): void
}

export interface Finding extends Trial {
  /** of packets that differ in the same way */
  readonly signature: string
  /** of the first such packet */
  readonly index: number
  /** such packets */
  count: number
}

export interface Campaign {
  readonly tally: Tally
  readonly findings: readonly Finding[]
}

/** packets that are sent together */
const batchSize = 96
/** times a packet must differ alone */
const repetitions = 3
/** packets that differ in one way and are tried alone; more are believed */
const maxConfirmed = 20

interface Indexed {
  readonly index: number
  readonly sample: Sample
}

interface State {
  readonly options: CampaignOptions
  readonly lanes: ReadonlyMap<Site, Lane>
  readonly tally: Tally
  readonly findings: Map<string, Finding>
}

/** Throws what `start` throws. */
export async function runCampaign(options: CampaignOptions): Promise<Campaign> {
  const lanes = new Map<Site, Lane>()
  const state: State = { options, lanes, tally: createTally(), findings: new Map() }
  try {
    for (const site of options.sites) if (site.reachable) lanes.set(site, await createLane({ ...options, site }))
    await sendAll(state)
  } finally {
    for (const lane of lanes.values()) await lane.stop()
  }
  return { tally: state.tally, findings: [...state.findings.values()] }
}

/** The next batch is made while the last one of the site is under way. */
async function sendAll(s: State): Promise<void> {
  const { sites, seed, from, count, maxFindings } = s.options
  const open = new Map<Site, Indexed[]>(sites.map(site => [site, []]))
  const running = new Map<Site, Promise<void>>()
  const flush = async (site: Site): Promise<void> => {
    const batch = open.get(site)!.splice(0)
    await running.get(site)
    if (batch.length === 0) return
    const run = runBatch(s, s.lanes.get(site)!, batch)
    run.catch(() => {})
    running.set(site, run)
  }
  for (let index = from; index < from + count && s.findings.size < maxFindings; index++) {
    const { site, recipe } = generate(sites, seed, index)
    const lane = s.lanes.get(site)
    if (lane === undefined) continue
    const sample = lane.sample(recipe)
    const fatal = s.options.known.find(k => k.fatal === true && k.applies(sample))
    if (fatal !== undefined) {
      countIn(s.tally.known, fatal.id)
      continue
    }
    countSample(s.tally, sample)
    if (open.get(site)!.push({ index, sample }) === batchSize) await flush(site)
  }
  for (const site of sites) await flush(site)
  await Promise.all(running.values())
}

async function runBatch(s: State, lane: Lane, batch: readonly Indexed[]): Promise<void> {
  const failuresBefore = lane.failures
  const { suspects, strays } = await lane.batch(batch.map(b => b.sample))
  const last = batch.at(-1)!.index
  for (const trial of suspects) await examine(s, lane, indexBefore(last, trial.sample.recipe.identity), trial)
  for (const identity of strays) await examineStray(s, lane, indexBefore(last, identity))
  s.tally.failures += lane.failures - failuresBefore
  s.options.progress?.(s.tally)
}

/** The last index, `last` or before it, with this identity. */
const indexBefore = (last: number, identity: number): number => last - ((((last - identity) % identities) + identities) % identities)

/** An output that came too late for its batch. */
async function examineStray(s: State, lane: Lane, index: number): Promise<void> {
  if (index < s.options.from) return
  const { site, recipe } = generate(s.options.sites, s.options.seed, index)
  if (site === lane.site) await examine(s, lane, index, await lane.alone(recipe))
}

/** One that seems to differ: in a known way, in a way that was confirmed often, or to be confirmed and made small. */
async function examine(s: State, lane: Lane, index: number, suspect: Trial): Promise<void> {
  if (countKnown(s, suspect)) return
  const often = s.findings.get(signatureOf(suspect))
  if (often !== undefined && often.count >= maxConfirmed) {
    often.count++
    return
  }
  const trial = await repeated(lane, suspect.sample.recipe)
  if (trial === undefined) s.tally.lost++
  else if (!countKnown(s, trial)) await record(s, lane, index, trial)
}

function countKnown(s: State, { sample, observed }: Trial): boolean {
  const known = knownAs(s.options.known, sample, observed)
  if (known !== undefined) countIn(s.tally.known, known.id)
  return known !== undefined
}

async function record(s: State, lane: Lane, index: number, trial: Trial): Promise<void> {
  const signature = signatureOf(trial)
  const finding = s.findings.get(signature)
  if (finding !== undefined) finding.count++
  if (finding !== undefined || s.findings.size >= s.options.maxFindings) return
  const shows = async (simpler: Recipe): Promise<boolean> => {
    const again = await lane.alone(simpler)
    const isKnown = knownAs(s.options.known, again.sample, again.observed) !== undefined
    return again.differences.length > 0 && !isKnown && signatureOf(again) === signature
  }
  const smallest = await repeated(lane, await shrink(trial.sample.recipe, shows))
  // The other router's lane may have been faster.
  const other = s.findings.get(signature)
  if (other !== undefined) other.count++
  else if (s.findings.size < s.options.maxFindings) s.findings.set(signature, { ...(smallest ?? trial), signature, index, count: 1 })
}

/** The last of three trials that all differ. */
async function repeated(lane: Lane, recipe: Recipe): Promise<Trial | undefined> {
  let trial: Trial | undefined
  for (let n = 0; n < repetitions; n++) {
    trial = await lane.alone(recipe)
    if (trial.differences.length === 0) return undefined
  }
  return trial
}

/** What our router decided, and which fields differ, whatever their index. */
function signatureOf({ sample, differences }: Trial): string {
  const { rule, verdict, reason } = sample.decisions[0]!
  const fields = [...new Set(differences.map(d => d.field.replace(/\[\d+\]/g, '[]').replace(/'+$/, '')))]
  return `${rule}: ${reason ?? verdict}; ${fields.slice(0, 3).join(', ')}${fields.length > 3 ? ', ...' : ''}`
}
