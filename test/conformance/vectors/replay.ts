/** What tests of vector formats share: recordings beside the repository must all pass, and a changed one must not. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Outcome, VectorFormat } from '#conformance/outcome.ts'
import { describeWith, shared } from '#test/availability.ts'

/** All vectors of a recorded file pass; there are `count`. */
export function recordingPasses(format: VectorFormat, path: string, count: number): void {
  describeWith([shared(path)], 'the recording of the reference', file => {
    test(`all ${count} pass`, () => {
      const outcomes = [...format.replay(JSON.parse(readFileSync(file, 'utf8')))]
      expect(outcomes.filter(o => o.result !== 'passed')).toEqual([])
      expect(outcomes.length).toBe(count)
    })
  })
}

/** The only outcome of a file with one vector. */
export function replayOne(format: VectorFormat, file: unknown): Outcome {
  expect(format.recognises(file)).toBe(true)
  const outcomes = [...format.replay(file)]
  expect(outcomes.length).toBe(1)
  return outcomes[0]!
}
