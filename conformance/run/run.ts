/** Runs cases on a device under test, one process a configuration, and tells each outcome when it is final. */
import { performance } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { EnvironmentError } from '#wire/error.ts'
import { type Dut, type DutOptions, startDut } from '../dut/dut.ts'
import { createSockets } from '../dut/sockets.ts'
import type { Setting } from '../suite/expand.ts'
import { type Suite, type SuiteCase, settingOf } from '../suite/read.ts'
import type { CaseOutcome } from './case-outcome.ts'
import { asLate, runCase } from './run-case.ts'

export interface RunOptions extends Pick<DutOptions, 'command' | 'readyMs' | 'patienceMs' | 'graceMs'> {
  readonly suite: Suite
  readonly cases: readonly SuiteCase[]
  /** Called in the cases' order; true ends the run. */
  told(outcome: CaseOutcome): boolean
}

/** Throws `EnvironmentError` when the device never was ready, `UserError` for cases or a command that make no sense. */
export async function runCases(options: RunOptions): Promise<void> {
  const state: State = { options, waiting: undefined, ended: false }
  for (const name of new Set(options.cases.map(c => c.configuration))) {
    await runConfiguration(
      state,
      name,
      options.cases.filter(c => c.configuration === name),
    )
    if (state.ended) return
  }
}

interface State {
  readonly options: RunOptions
  /** passed, but what comes late would spoil it */
  waiting: CaseOutcome | undefined
  ended: boolean
}

async function runConfiguration(s: State, name: string, cases: readonly SuiteCase[]): Promise<void> {
  const running = await startIn(s, name)
  if (typeof running === 'string') {
    for (const c of cases) if (!s.ended) tell(s, outcomeOf(c, 'unsupported', { reason: running }))
    return
  }
  try {
    for (const c of cases) {
      await runOne(s, running, c)
      if (s.ended) return
    }
    const { outputs } = (await running.dut?.listen(lateMs, heard => heard.length > 0)) ?? { outputs: [] }
    tellWaiting(s, asLate(running.setting.spec.bfd ? [] : outputs))
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
  const { suite } = s.options
  if (suite.configurations.get(name)!.spec.ipv6 === true && !(await hasIpv6())) return 'this machine has no IPv6 loopback address'
  for (let attempt = 1; ; attempt++) {
    const setting = settingOf(suite, name, someNet())
    try {
      return { setting, dut: await start(s, setting) }
    } catch (error) {
      // Another run on the same addresses: on others at once, or when it is through.
      if (!(error instanceof EnvironmentError) || !error.message.includes('is in use') || attempt === maxAttempts) throw error
      await setTimeout(100)
    }
  }
}

const maxAttempts = 100
const someNet = (): number => 1 + Math.floor(Math.random() * 254)

function start({ options }: State, { as, spec }: Setting): Promise<Dut> {
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
  if (dut === undefined) return tell(s, outcomeOf(c, 'failed', { reason: running.lost! }))
  try {
    const { late, failure, differences, evidence } = await runCase(dut, c, running.setting)
    tellWaiting(s, asLate(late))
    const result = failure === undefined && differences.length === 0 ? 'passed' : 'failed'
    const reason = failure === undefined ? {} : { reason: failure.text }
    if (!s.ended) s.waiting = outcomeOf(c, result, { differences, evidence, durationMs: performance.now() - begin, ...reason })
    if (failure !== undefined) await endOf(s, running)
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    tellWaiting(s, [])
    if (!s.ended) tell(s, outcomeOf(c, 'unsupported', { reason: error.message }))
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
  tell(s, late.length === 0 ? waiting : { ...waiting, result: 'failed', differences: [...waiting.differences, ...late] })
}

function tell(s: State, outcome: CaseOutcome): void {
  if (s.options.told(outcome)) s.ended = true
}
