/**
 * Runs a test file as vitest does, notes which test meets which mutants, and then runs those tests again, in the same process, once for each of
 * these mutants: milliseconds, where a process of its own for each takes a second. A test that fails must pass again with the mutant off; else
 * the mutant left something behind, and code and tests are loaded anew. Mutants that act while modules are loaded get them loaded anew, too.
 */
import { dirname } from 'node:path'
import { collectTests } from '@vitest/runner'
import { getTests } from '@vitest/runner/utils'
import { type RunnerTestCase, type RunnerTestFile, TestRunner, vi } from 'vitest'
import { type Kill, type Mutant, readKills, readMutants, writeKill } from './mutants.ts'
import { type Coverage, switches, withMutant } from './switches.ts'

/** ms; slower tests do not take part: seconds for each survivor add up to hours */
const slowest = Number(process.env.SLOWEST_MS ?? 1000)
/** ms; a test that takes longer under a mutant waits for what never comes */
const patience = 20_000

export class MutantRunner extends TestRunner {
  override onBeforeTryTask(test: RunnerTestCase): void {
    super.onBeforeTryTask(test)
    switches.currentTestId = test.id
  }

  override onAfterTryTask(test: RunnerTestCase): void {
    switches.currentTestId = undefined
    super.onAfterTryTask(test)
  }

  override async onAfterRunFiles(files: RunnerTestFile[] = []): Promise<void> {
    super.onAfterRunFiles()
    for (const file of files) await tryMutants(file, id => loadAnew(this, file, id))
  }
}

/** The tests of the file in their order, with a mutant on while all is loaded; none where that fails. */
function loadAnew(runner: TestRunner, file: RunnerTestFile, id?: string): Promise<RunnerTestCase[]> {
  vi.resetModules()
  const quiet = Object.assign(Object.create(runner), { onCollected: undefined, onCollectStart: undefined })
  return withMutant(id, 1_000_000, async () => {
    const [loaded] = await collectTests([{ filepath: file.filepath, testLocations: undefined }], quiet)
    return loaded!.result?.state === 'fail' ? [] : (getTests(loaded!) as RunnerTestCase[])
  })
}

/** How the test fails under a mutant (`undefined`: it does not). */
async function failure(test: RunnerTestCase, id: string | undefined, hitLimit: number): Promise<Kill['how'] | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('limit reached')), patience)
  })
  try {
    await withMutant(id, hitLimit, async () => Promise.race([TestRunner.getTestFn(test)(), late]))
    return undefined
  } catch (error) {
    return /limit reached/.test(String(error)) ? 'timeout' : 'failed'
  } finally {
    clearTimeout(timer)
  }
}

/** Indexes of the tests that take part, quick ones first: they pass, and pass again in the same process. */
async function repeatable(tests: readonly RunnerTestCase[]): Promise<number[]> {
  const durations = tests.map(t => t.result?.duration ?? 0)
  const again: number[] = []
  for (const [i, test] of tests.entries())
    if (test.result?.state === 'pass' && durations[i]! <= slowest && (await failure(test, undefined, 0)) === undefined) again.push(i)
  return again.sort((a, b) => durations[a]! - durations[b]!)
}

async function tryMutants(file: RunnerTestFile, load: (id?: string) => Promise<RunnerTestCase[]>): Promise<void> {
  const tests = getTests(file) as RunnerTestCase[]
  const coverage = structuredClone(switches.mutantCoverage) ?? { static: {}, perTest: {} }
  const order = await repeatable(tests)
  const kill = (id: string, how: Kill['how'], test = ''): void => writeKill({ id, how, by: `${file.name}: ${test}` })
  const dead = readKills()
  const alive = readMutants().filter(m => !dead.has(m.id))
  await tryMet({ tests, order, coverage, load, kill }, alive)
  for (const m of alive) if (m.id in coverage.static && isMirrored(file, m)) await tryLoaded({ tests, order, load, kill }, m.id)
}

/** Mutants of exported arrows and tables are put to the tests of their file and of its folder: loading everything for each is slow. */
const isMirrored = (file: RunnerTestFile, { file: mutated }: Mutant): boolean =>
  [mutated.replace('.ts', ''), dirname(mutated)].some(name => file.name === `test/${name}.test.ts`)

interface Trial {
  readonly tests: readonly RunnerTestCase[]
  readonly order: readonly number[]
  readonly load: (id?: string) => Promise<RunnerTestCase[]>
  readonly kill: (id: string, how: Kill['how'], test?: string) => void
}

/** Mutants that tests meet while they run. */
async function tryMet(
  { tests, order, coverage, load, kill }: Trial & { readonly coverage: Coverage },
  alive: readonly Mutant[],
): Promise<void> {
  let current = tests
  for (const { id } of alive) {
    if (id in coverage.static) continue
    for (const i of order) {
      const hits = coverage.perTest[tests[i]!.id]?.[id]
      if (hits === undefined) continue
      const limit = 1000 + 100 * hits
      let how = await failure(current[i]!, id, limit)
      if (how !== undefined && (await failure(current[i]!, undefined, 0)) !== undefined) {
        current = await load()
        how = await failure(current[i]!, id, limit)
        current = await load()
      }
      if (how === undefined) continue
      kill(id, how, tests[i]!.name)
      break
    }
  }
}

/** A mutant that acts while modules are loaded. */
async function tryLoaded({ tests, order, load, kill }: Trial, id: string): Promise<void> {
  const loaded = await load(id)
  if (loaded.length !== tests.length) return kill(id, 'failed')
  for (const i of order) {
    const how = await failure(loaded[i]!, id, 1_000_000)
    if (how !== undefined) return kill(id, how, tests[i]!.name)
  }
}
