/** What every program shows over HTTP: Prometheus figures, and the part of the reference's API that is the same for all (private/env, mgmtapi). */
import type { IsdAs } from '#wire/isdas.ts'
import { type LogLevel, logLevels, type ProgramSettings } from '../config/program.ts'
import { openAll } from '../program/running.ts'
import { expositionType } from './exposition.ts'
import { json, problem, type Reply, type Routes, serve } from './server.ts'

export interface ProgramState {
  readonly configuration: { readonly id: string; readonly as: { readonly isdAs: IsdAs }; readonly text: string }
  logLevel: LogLevel
}

/** Asked at each request, as a new configuration may have come. `kind`: "router". */
export function programApi(kind: string, state: ProgramState): Routes {
  const level = (): Reply => json({ level: state.logLevel })
  return {
    'GET /api/v1/info': () => text(infoText(kind, state)),
    'GET /api/v1/config': () => text(state.configuration.text),
    'GET /api/v1/log/level': level,
    'PUT /api/v1/log/level': body => {
      const wanted = readLevel(body)
      if (wanted === undefined) return problem(400, `expected {"level": ...}, one of: ${logLevels.join(', ')}`)
      state.logLevel = wanted
      return level()
    },
  }
}

const text = (body: string): Reply => ({ type: 'text/plain; charset=utf-8', body })

const infoText = (kind: string, { configuration: { id, as } }: ProgramState): string =>
  `hopproof ${kind}\n  id         ${id}\n  ISD-AS     ${as.isdAs}\n  pid        ${process.pid}\n  node       ${process.version}\n`

function readLevel(body: string): LogLevel | undefined {
  try {
    const { level } = JSON.parse(body) as { readonly level?: unknown }
    return logLevels.find(l => l === level)
  } catch {
    return undefined
  }
}

/** Serves what is configured; metrics and API may share an address. Call what it resolves to and it stops. Throws `EnvironmentError`. */
export function openPages({ metrics, api }: ProgramSettings, figures: () => string, routes: Routes): Promise<() => void> {
  const pages = new Map<string, Routes>()
  if (metrics !== undefined) pages.set(metrics, { 'GET /metrics': () => ({ type: expositionType, body: figures() }) })
  if (api !== undefined) pages.set(api, { ...pages.get(api), ...routes })
  return openAll(async ({ add, close }) => {
    for (const [address, page] of pages) add(await serve(address, page))
    return close
  })
}
