/**
 * Runs a test file once, as vitest does, and then again and again in the same process with one mutant of the code switched on: first those the
 * tests meet while they run, then those that act while modules are loaded (all modules are loaded anew for each).
 */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { collectTests } from '@vitest/runner'
import { getTests } from '@vitest/runner/utils'
import { type RunnerTestCase, type RunnerTestFile, TestRunner, vi } from 'vitest'
import type { Mutant } from './plant.ts'

interface Switches {
  activeMutant?: string | undefined
  currentTestId?: string | undefined
  hitCount?: number | undefined
  hitLimit?: number
  mutantCoverage?: { readonly static: Record<string, number>; readonly perTest: Record<string, Record<string, number>> }
}
const global = globalThis as unknown as { __stryker__?: Switches }
global.__stryker__ ??= {}
const switches = global.__stryker__

const folder = process.env['MUTANTS']!
const slowMs = Number(process.env['SLOW_MS'] ?? 300)
const allStatic = process.env['ALL_STATIC'] === '1'
const mutants: readonly Mutant[] = JSON.parse(readFileSync(`${folder}/list.json`, 'utf8'))
const wanted = process.env['ONLY'] ? new RegExp(process.env['ONLY']) : undefined
const byId = new Map(mutants.filter(m => wanted === undefined || wanted.test(m.file)).map(m => [m.id, m]))

export interface Kill {
  readonly id: string
  readonly by: string
  readonly how: 'failed' | 'timeout'
}

const killed = (): Set<string> => {
  const path = `${folder}/kills.ndjson`
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  return new Set(text.split('\n').filter(line => line !== '').map(line => (JSON.parse(line) as Kill).id))
}

const within = async (ms: number, run: () => unknown): Promise<void> => {
  let timer: NodeJS.Timeout | undefined
  try {
    await Promise.race([run(), new Promise((_, no) => (timer = setTimeout(() => no(new Error('Hit time limit')), ms)))])
  } finally {
    clearTimeout(timer)
  }
}

export default class MutantRunner extends TestRunner {
  override onBeforeTryTask(test: RunnerTestCase): void {
    super.onBeforeTryTask(test)
    if (switches.activeMutant === undefined) switches.currentTestId = test.id
  }
  override onAfterTryTask(test: RunnerTestCase): void {
    switches.currentTestId = undefined
    super.onAfterTryTask(test)
  }

  private file!: RunnerTestFile

  override async onAfterRunFiles(files?: RunnerTestFile[]): Promise<void> {
    super.onAfterRunFiles()
    for (const file of files ?? []) {
      this.file = file
      await this.tryAll(getTests(file) as RunnerTestCase[])
    }
  }

  /** The failure of a test under a mutant (`undefined`: none). */
  private async failure(test: RunnerTestCase, id: string | undefined, hits = 0): Promise<Kill['how'] | undefined> {
    switches.activeMutant = id ?? 'none'
    switches.hitCount = 0
    switches.hitLimit = 1000 + 100 * hits
    try {
      await within(20_000 + 10 * (test.result?.duration ?? 0), () => TestRunner.getTestFn(test)())
      return undefined
    } catch (error) {
      if (id === undefined) appendFileSync(`${folder}/notes.txt`, `${error instanceof Error ? error.stack?.slice(0, 500) : error}\n`)
      return /Hit (count|time) limit/.test(String(error)) ? 'timeout' : 'failed'
    } finally {
      switches.activeMutant = undefined
      switches.hitCount = undefined
    }
  }

  /** Loads test and code anew, with a mutant on. */
  private async loadAnew(id?: string): Promise<RunnerTestCase[]> {
    vi.resetModules()
    switches.activeMutant = id ?? 'none'
    switches.hitCount = 0
    switches.hitLimit = 1e6
    const runner = Object.assign(Object.create(this), { onCollected: undefined, onCollectStart: undefined })
    try {
      const [file] = await collectTests([{ filepath: this.file.filepath, testLocations: undefined } as never], runner)
      return file!.result?.state === 'fail' ? [] : (getTests(file!) as RunnerTestCase[])
    } finally {
      switches.activeMutant = undefined
      switches.hitCount = undefined
    }
  }

  private async tryAll(all: RunnerTestCase[]): Promise<void> {
    const coverage = structuredClone(switches.mutantCoverage)
    if (coverage === undefined) return
    const alive = new Set([...byId.keys()].filter(id => !killed().has(id)))
    const msOf = new Map(all.map(t => [t.name + t.suite?.name + t.location?.line, t.result?.duration ?? 0]))
    const duration = new Map(all.map((t, i) => [i, t.result?.duration ?? 0]))
    void msOf
    let tests = all
    const usable: number[] = []
    for (const [i, t] of all.entries()) {
      if (t.result?.state !== 'pass' || duration.get(i)! > slowMs) continue
      if ((await this.failure(t, undefined)) === undefined) usable.push(i)
      else appendFileSync(`${folder}/notes.txt`, `not repeatable: ${this.file.name} ${t.name}\n`)
    }
    usable.sort((a, b) => duration.get(a)! - duration.get(b)!)
    const ids = all.map(t => t.id)
    const kill = (id: string, i: number, how: Kill['how']): void =>
      appendFileSync(`${folder}/kills.ndjson`, `${JSON.stringify({ id, by: `${this.file.name}: ${all[i]?.name}`, how })}\n`)

    const isStatic = (id: string): boolean => id in coverage.static
    for (const id of alive) {
      if (isStatic(id)) continue
      for (const i of usable) {
        const hits = coverage.perTest[ids[i]!]?.[id]
        if (hits === undefined) continue
        writeFileSync(`${folder}/now-${process.pid}`, id)
        let how = await this.failure(tests[i]!, id, hits)
        if (how === undefined) continue
        if ((await this.failure(tests[i]!, undefined)) !== undefined) {
          appendFileSync(`${folder}/notes.txt`, `poisoned: ${this.file.name} ${id}\n`)
          tests = await this.loadAnew()
          how = await this.failure(tests[i]!, id, hits)
          if (how === undefined) continue
          tests = await this.loadAnew()
        }
        kill(id, i, how)
        break
      }
    }
    const mirrored = (id: string): boolean => this.file.name.endsWith(`test/${byId.get(id)!.file.replace('.ts', '.test.ts')}`)
    for (const id of alive) {
      if (!isStatic(id) || !(allStatic || mirrored(id))) continue
      writeFileSync(`${folder}/now-${process.pid}`, id)
      const loaded = await this.loadAnew(id)
      if (loaded.length !== all.length) {
        kill(id, -1, 'failed')
        continue
      }
      for (const i of usable) {
        const how = await this.failure(loaded[i]!, id, 10_000)
        if (how === undefined) continue
        kill(id, i, how)
        break
      }
    }
    appendFileSync(`${folder}/done.txt`, `${this.file.name}\n`)
  }
}
