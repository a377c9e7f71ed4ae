/** Runs sections and gives their figures: nanoseconds an operation, and how often the baseline fits in that time. */
import { Bench } from 'tinybench'
import { baseline } from './baseline.ts'
import type { BenchCase, Figure, Section } from './section.ts'

export interface Timing {
  readonly name: string
  /** median of the samples */
  readonly nsPerOperation: number
  /** 99th percentile of the samples */
  readonly p99NsPerOperation: number
  /** times the baseline, measured in the same process */
  readonly ratio: number
}

export interface SectionResult {
  readonly section: string
  readonly timings: readonly Timing[]
  readonly figures: readonly Figure[]
}

export interface BenchReport {
  readonly baseline: Timing
  readonly sections: readonly SectionResult[]
}

/** `timeMs`: wall-clock time for each case. `onCase` is told what runs now. */
export async function measure(
  sections: readonly Section[],
  timeMs: number,
  onCase: (name: string) => void = () => {},
): Promise<BenchReport> {
  const [base] = timeCases([baseline], timeMs, undefined, onCase)
  const results: SectionResult[] = []
  for (const section of sections) {
    const timings = timeCases(section.cases?.() ?? [], timeMs, base, onCase)
    results.push({ section: section.name, timings, figures: (await section.figures?.()) ?? [] })
  }
  return { baseline: base!, sections: results }
}

function timeCases(cases: readonly BenchCase[], timeMs: number, base: Timing | undefined, onCase: (name: string) => void): Timing[] {
  return cases.map(one => {
    onCase(one.name)
    const bench = new Bench({ time: timeMs, warmupTime: timeMs / 4, throws: true }).add(one.name, () => one.run())
    bench.runSync()
    return toTiming(one, bench, base)
  })
}

function toTiming(one: BenchCase, bench: Bench, base: Timing | undefined): Timing {
  const result = bench.tasks[0]!.result
  if (result.state !== 'completed') throw new Error(`${one.name}: the benchmark ended as ${result.state}`)
  const perOperation = (ms: number): number => (ms * 1e6) / one.operations
  const nsPerOperation = perOperation(result.latency.p50)
  const ratio = base === undefined ? 1 : nsPerOperation / base.nsPerOperation
  return { name: one.name, nsPerOperation, p99NsPerOperation: perOperation(result.latency.p99), ratio }
}
