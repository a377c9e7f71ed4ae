/**
 * The other half of the chosen cover, proofs/replay/golden/twice: packets wrong in two ways, which tell mutants of Router.tla apart that the first half
 * does not. `npx tsx proofs/checks/twice.ts` asks the model about them anew; with --seek it looks for others, in half an hour.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inFolder } from '#proofs/engines/files.ts'
import { readStates } from '#proofs/engines/states.ts'
import { type TlaValue, writeTla } from '#proofs/engines/tla.ts'
import { runTlc } from '#proofs/engines/tlc.ts'
import { verdictWords } from '#proofs/engines/tlc-output.ts'
import type { ModelPacket } from '#proofs/model/step.ts'
import type { Covered } from '#proofs/mutants/cover.ts'
import { faults, type Question } from '#proofs/mutants/faults.ts'
import { writeGolden } from '#proofs/replay/golden.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { createReplay } from '#proofs/replay/replay.ts'
import { stepsOf, type TracedStep } from '#proofs/replay/traces.ts'
import { EnvironmentError } from '#wire/error.ts'
import { goldenHead, readGoldens, twiceFolder } from './golden.ts'
import { specFolder } from './modules.ts'
import { coverOf, fatesOf, routerMutants } from './mutants.ts'
import { networkOf, type Replayed, replayed } from './replay.ts'

export interface Asked extends Question {
  readonly op: string
}

/** What Router.tla says to each question, in an order of TLC's. */
export const askModel = (which: Replayed, questions: readonly Asked[]): Promise<TracedStep[]> =>
  inFolder('ask', async folder => {
    const [module, config, dump] = ['Ask.tla', 'Ask.cfg', 'Ask.dump'].map(file => join(folder, file)) as [string, string, string]
    writeFileSync(module, askModule(which, questions))
    const constants = readFileSync(join(specFolder, `MC_Router_${which.name}.cfg`), 'utf8').split('INIT')[0]!
    writeFileSync(config, `${constants}INIT AskInit\nNEXT AskNext\n`)
    const { verdict } = await runTlc({ module, config, dump, libraries: [specFolder], heapMb: 3_072 })
    if (verdict.kind !== 'holds') throw new EnvironmentError(`TLC did not answer: ${verdictWords(verdict)}`)
    return [...stepsOf(readStates(dump), dump)]
  })

const askModule = ({ network }: Replayed, questions: readonly Asked[]): string => `---- MODULE Ask ----
EXTENDS MC_Router_${network}
Questions == {
${questions.map(({ op, packet, arrival }) => writeTla({ op, packet: packetValue(packet), arrival: { ...arrival } })).join(',\n')}}
AskInit == \\E q \\in Questions : op = q.op /\\ step = Decision(q.packet, q.arrival) /\\ visits = <<>>
AskNext == FALSE /\\ UNCHANGED vars
====
`

const packetValue = (p: ModelPacket): TlaValue => ({
  ...p,
  infos: p.infos.map(i => ({ ...i, segId: new Set(i.segId) })),
  hops: p.hops.map(h => ({ ...h })),
})

/** Of steps that are alike to a router, so many are made wrong once more. */
const ofAKind = 1

/** Each kind of step of the first half with each fault. */
function questionsFor({ name: network, network: { topology } }: Covered, steps: readonly TracedStep[], seen: Map<string, number>): Asked[] {
  const isSpecial = !/^T\d$/.test(network)
  return steps.flatMap(({ op, step: { packet, arrival, outcome } }) =>
    Object.entries(faults).flatMap(([name, fault]) => {
      const role = arrival.in !== 0 ? 'link' : arrival.from === '' ? 'host' : 'sibling'
      const kind = [isSpecial ? network : '', packet.kind, role, outcome.rule, outcome.reason, name].join()
      const count = seen.get(kind) ?? 0
      const question = count < ofAKind ? fault({ packet, arrival }, topology) : undefined
      if (question === undefined) return []
      seen.set(kind, count + 1)
      return [{ ...question, op: `${op} ${name}` }]
    }),
  )
}

/** Those on which the routers and the model agree: all, but for packets that have no bytes. */
function replayable(network: ReplayNetwork, steps: readonly TracedStep[]): TracedStep[] {
  const replay = createReplay(network)
  return steps.filter(({ op, step }) => {
    try {
      const difference = replay.step(step)
      if (difference !== undefined) console.error(`the routers differ from the model: ${network.name} ${op}`)
      return difference === undefined
    } catch {
      return false
    }
  })
}

/** By configuration, a step for each of these mutants, if one has it otherwise. */
async function seek(texts: readonly string[]): Promise<ReadonlyMap<string, readonly TracedStep[]>> {
  const goldens = readGoldens()
  const seen = new Map<string, number>()
  const candidates: { readonly covered: Covered; readonly traced: readonly TracedStep[] }[] = []
  for (const which of replayed) {
    const first = { name: which.name, network: networkOf(which), steps: [] }
    const traced = replayable(first.network, await askModel(which, questionsFor(first, goldens.get(which.name)!.steps, seen)))
    candidates.push({ covered: { ...first, steps: traced.map(t => t.step) }, traced })
    console.error(`${which.name}: ${traced.length} questions answered`)
  }
  const all = candidates.flatMap(({ covered, traced }) => traced.map(t => ({ name: covered.name, traced: t })))
  const fates = await fatesOf(
    texts,
    candidates.map(c => c.covered),
    { onBatch: known => console.error(`${known} of ${texts.length}`) },
  )
  const chosen = new Set(fates.flatMap(fate => (fate.kind === 'killed' ? [all[fate.step - 1]!] : [])))
  return new Map(replayed.map(({ name }) => [name, [...chosen].filter(c => c.name === name).map(c => c.traced)]))
}

function writeTwice(which: Replayed, steps: readonly TracedStep[]): void {
  const file = join(twiceFolder, `${which.name}.ndjson`)
  mkdirSync(twiceFolder, { recursive: true })
  if (steps.length === 0) rmSync(file, { force: true })
  else writeFileSync(file, writeGolden({ head: goldenHead(which, steps.length), steps }))
}

/** What the packets there are come to now. */
async function askAnew(): Promise<void> {
  for (const [name, { steps }] of readGoldens(twiceFolder)) {
    const which = replayed.find(r => r.name === name)!
    const questions = steps.map(({ op, step: { packet, arrival } }) => ({ op, packet, arrival }))
    const answered = replayable(networkOf(which), await askModel(which, questions))
    if (answered.length < steps.length) throw new Error(`${name}: the routers differ from the model; nothing is written`)
    writeTwice(which, answered)
    console.log(`${name}: ${steps.length} steps`)
  }
}

/** Packets that tell the mutants which the first half of the cover does not, of those that survive it. */
async function seekAnew(): Promise<void> {
  const texts = routerMutants().map(mutant => mutant.text)
  const fates = await fatesOf(texts, coverOf(readGoldens()))
  const found = await seek(texts.filter((_, i) => fates[i]!.kind === 'survived'))
  for (const which of replayed) writeTwice(which, found.get(which.name)!)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await (process.argv[2] === '--seek' ? seekAnew() : askAnew())
