/**
 * Real routers put to the model: scenarios as `emulate mininet` runs them, every decision of every router accepted, and each of the refusals seen
 * that the scenario is about.
 */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ownProgram } from '#emulate/program/own-program.ts'
import { judgeLog, objectionsOf } from '#proofs/checks/slices.ts'
import { inFolder } from '#proofs/engines/files.ts'
import { describeWith, program, tlc } from '#test/availability.ts'
import { namespaces } from '#test/emulate/net/lab.ts'
import { scenarioFolder } from '#test/sim/examples.ts'
import { loadTopo } from '#topology/load.ts'

const execute = promisify(execFile)

type Judgement = Awaited<ReturnType<typeof judgeLog>>
interface Judged extends Judgement {
  /** of `emulate`: 1 when an expectation of the scenario failed */
  readonly exitCode: number
}

const judgeRun = (name: string, ...flags: string[]): Promise<Judged> =>
  inFolder('judged', async out => {
    const [file, ...args] = await ownProgram()
    const words = ['emulate', 'mininet', join(scenarioFolder, `${name}.yaml`), '--trace', '--out', out, ...flags]
    const exitCode = await execute(file!, [...args, ...words], { timeout: 400_000 }).then(
      () => 0,
      error => Number(error.code),
    )
    const { topology } = loadTopo(readFileSync(join(out, 'network.topo'), 'utf8'))
    return { ...(await judgeLog(join(out, 'trace.ndjson'), topology)), exitCode }
  })

/** One after the other in each lane: large networks in one, in the other small ones in which more time passes than is needed. */
const lanes: readonly Readonly<Record<string, readonly string[]>>[] = [
  {
    'forged-mac': ['answer macIsValid macMismatch'],
    injection: ['answer isdAsPlausible sourceIsdAs', 'answer macIsValid macMismatch'],
    'leaked-key': ['answer macIsValid macMismatch'],
    rewrite: ['answer macIsValid macMismatch', 'answer hopNotExpired hopExpired', 'answer lengthMatches lengthMismatch'],
    splice: ['answer macIsValid macMismatch'],
  },
  {
    'lossy-link': [],
    'router-crash': ['answer egressIsUp externalDown', 'answer egressIsUp siblingDown'],
    'link-cut': ['answer egressIsUp externalDown'],
    congestion: [],
    expired: ['answer hopNotExpired hopExpired'],
    replay: [],
    'two-worlds/several-routers': ['handOver forwardToEgress', 'answer macIsValid macMismatch'],
    'two-worlds/attacks': ['answer macIsValid macMismatch', 'answer hopNotExpired hopExpired', 'answer isdAsPlausible sourceIsdAs'],
  },
]

/** What these expect of time may fail where another network runs as well. */
const timed = ['lossy-link', 'router-crash', 'link-cut', 'congestion']

const always = ['forward forwardToEgress', 'deliver deliveredIfLocal', 'forward oneHopForwarded', 'deliver oneHopCompleted']

describeWith([tlc(), namespaces, program('mn')], 'real routers put to the model', () => {
  const turns = lanes.map((): Promise<unknown> => Promise.resolve())
  const inLane = (lane: number, name: string): Promise<Judged> => {
    const judged = turns[lane]!.then(() => judgeRun(name))
    turns[lane] = judged.catch(() => {})
    return judged
  }
  const scenarios = lanes
    .flatMap((lane, number) => Object.entries(lane).map(([name, refusals], turn) => ({ name, number, refusals, turn })))
    .toSorted((x, y) => x.turn - y.turn)

  test.concurrent.each(scenarios)('Mininet: $name', { timeout: 1_200_000 }, async ({ name, number, refusals }) => {
    const judgement = await inLane(number, name)
    expect(objectionsOf(judgement)).toEqual([])
    expect(judgement.accepted).toBe(true)
    expect(judgement.slices).toBeGreaterThan(50)
    expect([...judgement.seen.keys()]).toEqual(expect.arrayContaining([...always, ...refusals]))
    if (!timed.includes(name)) expect(judgement.exitCode).toBe(0)
  })

  test('Mininet: routers that lack a rule are found out', { timeout: 300_000 }, async () => {
    const judgement = await judgeRun('two-worlds/attacks', '--guard-off', 'macIsValid')
    expect(judgement.accepted).toBe(false)
    expect(objectionsOf(judgement)[0]).toContain('the model: "macIsValid"')
  })
})
