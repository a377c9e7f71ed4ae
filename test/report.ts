/** Reading vitest's JSON report: the counts, and the suites that said they cannot run. */

/** How the title of a suite that cannot run begins; what, why and how to get it follow, separated by " | ". */
export const cannotRun = 'cannot run: '

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

export interface Missing {
  readonly suites: readonly string[]
  readonly what: string
  readonly why: string
  readonly how: string
}

/** The members of the report (Jest's format) that we read. */
interface JsonReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly assertionResults: readonly { readonly status: string; readonly title: string; readonly ancestorTitles: readonly string[] }[]
  }[]
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

export const closingLine = (c: Counts): string => `${c.passed} passed, ${c.failed} failed, ${c.skipped} skipped`

/** `ended`: vitest exited 0. If it did not, at least one failure is counted, whatever the report says or if there is none. */
export function readReport(read: () => string, ended: boolean): { readonly counts: Counts; readonly missing: readonly Missing[] } {
  let report: JsonReport
  try {
    report = JSON.parse(read())
  } catch {
    return { counts: { passed: 0, failed: 1, skipped: 0 }, missing: [] }
  }
  const counts = report.testResults.map(countFile).reduce(addCounts, { passed: 0, failed: 0, skipped: 0 })
  const failed = Math.max(counts.failed, ended ? 0 : 1)
  return { counts: { ...counts, failed }, missing: findMissing(report) }
}

/** A file that could not be loaded has no tests, but has failed. */
function countFile(file: JsonReport['testResults'][number]): Counts {
  const count = (...statuses: string[]): number => file.assertionResults.filter(t => statuses.includes(t.status)).length
  const [passed, failed] = [count('passed'), count('failed')]
  return { passed, failed: Math.max(failed, file.status === 'failed' ? 1 : 0), skipped: file.assertionResults.length - passed - failed }
}

function findMissing(report: JsonReport): Missing[] {
  const found = new Map<string, Missing>()
  for (const { ancestorTitles, title } of report.testResults.flatMap(file => file.assertionResults)) {
    if (!title.startsWith(cannotRun)) continue
    const [what = '', why = '', how = ''] = title.slice(cannotRun.length).split(' | ')
    found.set(title, { what, why, how, suites: [...(found.get(title)?.suites ?? []), ancestorTitles.filter(t => t !== '').join(' > ')] })
  }
  return [...found.values()]
}

export const describeMissing = (missing: readonly Missing[]): string =>
  missing.map(m => `  ${m.what}: ${m.why}; get it: ${m.how}\n${m.suites.map(s => `    - ${s}`).join('\n')}`).join('\n')
