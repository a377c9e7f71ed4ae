/** Runs one check with the tools that are here. */
import { join } from 'node:path'
import type { Apalache } from '../engines/apalache.ts'
import { runApalache } from '../engines/apalache.ts'
import { writeTla } from '../engines/tla.ts'
import { runTlc, type Tlc } from '../engines/tlc.ts'
import type { TlcVerdict } from '../engines/tlc-output.ts'
import type { ApalacheCheck, BridgeCheck, Check, Dumps, TlcCheck } from './check.ts'
import { specFolder } from './modules.ts'

export interface Tools {
  readonly tlc: Tlc | undefined
  readonly apalache: Apalache | undefined
  /** its program, where it may be used */
  readonly mininet?: string | undefined
}

/** Which program must be here for it. */
export const toolOf = (check: Check): keyof Tools | undefined =>
  check.engine === 'tlc' || check.engine === 'apalache' ? check.engine : check.needs

export interface Finding {
  /** as `Expectation`; or `deadlock`, `timeout`, `error` */
  readonly verdict: string
  readonly count: number
  readonly seconds: number
  /** name and version of what ran */
  readonly tool: string
  /** what a person needs to see when the verdict is not the expected one */
  readonly detail: string
}

/**
 * `undefined`: its tool is not here. Never throws: what breaks is the verdict `error`. `dumps`: where a check by TLC writes its states, and where a
 * bridge finds those of others.
 */
export async function runCheck(check: Check, tools: Tools, folder = specFolder, dumps: Dumps = new Map()): Promise<Finding | undefined> {
  const needed = toolOf(check)
  if (needed !== undefined && tools[needed] === undefined) return undefined
  try {
    if (check.engine === 'tlc') return await runTlcCheck(check, tools.tlc!, folder, dumps.get(check.id))
    if (check.engine === 'apalache') return await runApalacheCheck(check, tools.apalache!, folder)
    return await runBridgeCheck(check, dumps)
  } catch (error) {
    return { verdict: 'error', count: 0, seconds: 0, tool: check.engine, detail: error instanceof Error ? error.message : String(error) }
  }
}

async function runTlcCheck(check: TlcCheck, tlc: Tlc, folder: string, dump: string | undefined): Promise<Finding> {
  const { module, config, deadlockIsError, heapMb, timeoutS } = check
  const report = await runTlc(
    {
      module: join(folder, `${module}.tla`),
      config: join(folder, `${config}.cfg`),
      ...(deadlockIsError !== undefined && { deadlockIsError }),
      ...(heapMb !== undefined && { heapMb }),
      ...(timeoutS !== undefined && { timeoutS }),
      ...(dump !== undefined && { dump }),
    },
    tlc,
  )
  const steps = report.trace.map(({ action, state }, i) => `${i + 1}: ${action}\n${writeState(state)}`)
  return {
    verdict: verdictText(report.verdict),
    count: report.distinct,
    seconds: report.seconds,
    tool: `TLC ${report.version}, Java ${report.java}`,
    detail: ['text' in report.verdict ? report.verdict.text : '', ...steps].filter(Boolean).join('\n'),
  }
}

const writeState = (state: Parameters<typeof writeTla>[0] & object): string =>
  Object.entries(state)
    .map(([name, value]) => `   /\\ ${name} = ${writeTla(value)}`)
    .join('\n')

async function runApalacheCheck(check: ApalacheCheck, apalache: Apalache, folder: string): Promise<Finding> {
  const { inv, length, init, next, cinit, heapMb, timeoutS } = check
  const options = Object.fromEntries(
    Object.entries({ inv, length, init, next, cinit, heapMb, timeoutS }).filter(([, value]) => value !== undefined),
  )
  const report = await runApalache({ ...options, command: apalacheCommand(check), module: join(folder, `${check.module}.tla`) }, apalache)
  const steps = (report.traces[0]?.states ?? []).map((state, i) => `${i + 1}:\n${writeState(state)}`)
  return {
    verdict: verdictText(report.verdict),
    count: 0,
    seconds: report.seconds,
    tool: `Apalache ${apalache.version}`,
    detail: ['text' in report.verdict ? report.verdict.text : '', ...steps].filter(Boolean).join('\n'),
  }
}

async function runBridgeCheck(check: BridgeCheck, dumps: Dumps): Promise<Finding> {
  const start = performance.now()
  const { verdict, count, detail = '' } = await check.run(dumps)
  const seconds = (performance.now() - start) / 1_000
  // A bridge nothing went over says nothing.
  return count === 0
    ? { verdict: 'error', count, seconds, tool: check.engine, detail: 'nothing was checked' }
    : { verdict, count, seconds, tool: check.engine, detail }
}

const verdictText = (verdict: TlcVerdict): string => (verdict.kind === 'violated' ? `violated: ${verdict.name}` : verdict.kind)

/** The command that does the same by hand, in proofs/spec. */
export function commandOf(check: Check): string {
  switch (check.engine) {
    case 'tlc':
      return `java -Xmx${check.heapMb ?? 2_048}m -cp tla2tools.jar tlc2.TLC ${check.deadlockIsError ? '' : '-deadlock '}-config ${check.config}.cfg ${check.module}.tla`
    case 'apalache':
      return ['apalache-mc', apalacheCommand(check), ...apalacheFlags(check), `${check.module}.tla`].join(' ')
    default:
      return `npm run proofs -- --only '^${check.id}$'`
  }
}

const apalacheCommand = (check: ApalacheCheck) => (check.inv === undefined ? 'typecheck' : 'check')

const apalacheFlags = (check: ApalacheCheck): string[] => {
  const flags = (['length', 'cinit', 'init', 'next', 'inv'] as const).filter(flag => check[flag] !== undefined)
  return check.inv === undefined ? [] : ['--no-deadlock', ...flags.map(flag => `--${flag}=${check[flag]}`)]
}
