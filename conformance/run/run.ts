/** Runs cases on a device under test, one process a configuration, and tells each outcome when it is final. */
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { EnvironmentError } from '#wire/error.ts'
import { type Dut, type DutOptions, startDut } from '../dut/dut.ts'
import { createSockets } from '../dut/sockets.ts'
import type { Setting } from '../suite/expand.ts'
import { type Suite, type SuiteCase, settingOf } from '../suite/read.ts'
import type { CaseOutcome } from './case-outcome.ts'
import { inOrder } from './in-order.ts'
import { asLate, runCase, unprompted } from './run-case.ts'

export interface RunOptions extends Pick<DutOptions, 'command' | 'readyMs' | 'patienceMs' | 'graceMs'> {
  readonly suite: Suite
  readonly cases: readonly SuiteCase[]
  /** Called in the order of the cases, configuration by configuration; true ends the run. */
  told(outcome: CaseOutcome): boolean
}

/** Throws `EnvironmentError` when the device never was ready, `UserError` for cases or a command that make no sense. */
export async function runCases(options: RunOptions): Promise<void> {
  const { suite, cases } = options
  const names = [...new Set(cases.map(c => c.configuration))]
  const waits = (name: string): boolean => suite.configurations.get(name)!.spec.bfd
  // With BFD time passes by itself: those run beside the others.
  const lanes = [names.filter(name => !waits(name)), names.filter(waits)].filter(lane => lane.length > 0)
  const run: Run = { options, started: false, ended: false }
  const order = inOrder<CaseOutcome>(lanes.length, outcome => {
    if (!run.ended) run.ended = options.told(outcome)
  })
  // The first lane shows whether the device can be started at all.
  let ready = (): void => {}
  const first = new Promise<void>(resolve => (ready = resolve))
  const ends = lanes.map(async (lane, i) => {
    if (i > 0) await first
    const state: State = { run, waiting: undefined, tell: outcome => order.tell(i, outcome), ready }
    try {
      for (const name of lane) await runConfiguration(state, name)
    } catch (error) {
      run.ended = true
      throw error
    } finally {
      ready()
      order.done(i)
    }
  })
  for (const end of await Promise.allSettled(ends)) if (end.status === 'rejected') throw end.reason
}

interface Run {
  readonly options: RunOptions
  /** the device was ready once */
  started: boolean
  ended: boolean
}

/** Of a lane: configurations one after the other. */
interface State {
  readonly run: Run
  /** passed, but what comes late would spoil it */
  waiting: CaseOutcome | undefined
  tell(outcome: CaseOutcome): void
  /** the device was ready, or never will be */
  ready(): void
}

async function runConfiguration(s: State, name: string): Promise<void> {
  const { run } = s
  if (run.ended) return
  const cases = run.options.cases.filter(c => c.configuration === name)
  const running = await startIn(s, name)
  if (typeof running === 'string') {
    for (const c of cases) s.tell(outcomeOf(c, 'unsupported', { reason: running }))
    return
  }
  s.ready()
  try {
    for (const c of cases) {
      await runOne(s, running, c)
      if (run.ended) return
    }
    const { outputs } = (await running.dut?.listen(lateMs, heard => heard.length > 0)) ?? { outputs: [] }
    tellWaiting(s, asLate(unprompted(outputs, running.setting)))
  } finally {
    await running.dut?.stop()
  }
}

/** milliseconds to listen for more behind the last case */
const lateMs = 50

interface Running {
  readonly setting: Setting
  /** gone after a failure, until it is started again */
  dut: Dut | undefined
  /** why it cannot be started again */
  lost?: string
}

/** Ready, or why these cases cannot be run here. */
async function startIn(s: State, name: string): Promise<Running | string> {
  const { suite } = s.run.options
  if (suite.configurations.get(name)!.spec.ipv6 === true && !(await hasIpv6())) return 'this machine has no IPv6 loopback address'
  for (let attempt = 1; ; attempt++) {
    const setting = settingOf(suite, name, someNet())
    try {
      const dut = await start(s, setting)
      s.run.started = true
      return { setting, dut }
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error
      // Another run on the same addresses: on others at once, or when it is through.
      const isTaken = error.message.includes('is in use') && attempt < maxAttempts
      if (!isTaken && !s.run.started) throw error
      if (!isTaken) return { setting, dut: undefined, lost: error.message }
      await setTimeout(100)
    }
  }
}

const maxAttempts = 100
const someNet = (): number => 1 + Math.floor(Math.random() * 254)

function start({ run: { options } }: State, { as, spec }: Setting): Promise<Dut> {
  const { router: id, master, scmpAuthentication, bfd } = spec
  return startDut({ ...options, configuration: { as, id, master, scmpAuthentication, bfd } })
}

async function hasIpv6(): Promise<boolean> {
  const sockets = createSockets(() => {})
  try {
    await sockets.open('[::1]:0')
    return true
  } catch {
    return false
  } finally {
    sockets.close()
  }
}

async function runOne(s: State, running: Running, c: SuiteCase): Promise<void> {
  const begin = performance.now()
  const dut = await startedAgain(s, running)
  if (dut === undefined) return s.tell(outcomeOf(c, 'failed', { reason: running.lost! }))
  try {
    const { late, failure, differences, evidence } = await runCase(dut, c, running.setting)
    tellWaiting(s, asLate(late))
    const result = failure === undefined && differences.length === 0 ? 'passed' : 'failed'
    const reason = failure === undefined ? {} : { reason: failure.text }
    s.waiting = outcomeOf(c, result, { differences, evidence, durationMs: performance.now() - begin, ...reason })
    if (failure !== undefined) await endOf(s, running)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    tellWaiting(s, [])
    s.tell(outcomeOf(c, 'unsupported', { reason: error.message }))
  }
}

/** The one that runs, or a new one; `undefined` when none can be had any more. */
async function startedAgain(s: State, running: Running): Promise<Dut | undefined> {
  if (running.dut !== undefined || running.lost !== undefined) return running.dut
  try {
    running.dut = await start(s, running.setting)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    running.lost = error.message
  }
  return running.dut
}

/** The next case gets a new one. */
async function endOf(s: State, running: Running): Promise<void> {
  tellWaiting(s, [])
  await running.dut?.stop()
  running.dut = undefined
}

const outcomeOf = (c: SuiteCase, result: CaseOutcome['result'], more: Partial<CaseOutcome> = {}): CaseOutcome => ({
  case: c,
  result,
  differences: [],
  evidence: [],
  durationMs: 0,
  ...more,
})

function tellWaiting(s: State, late: CaseOutcome['differences']): void {
  const { waiting } = s
  s.waiting = undefined
  if (waiting === undefined) return
  s.tell(late.length === 0 ? waiting : { ...waiting, result: 'failed', differences: [...waiting.differences, ...late] })
}
