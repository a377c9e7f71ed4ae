/** What came of one recorded vector or conformance case. */
export interface Difference {
  /** the field's name: "scmp.pointer", "hop[1].mac", "action" */
  readonly field: string
  readonly expected: string
  readonly actual: string
}

export interface Outcome {
  /** unique in its file: "checks/A131>141-expired-0.5s-C" or "cases[12] ParseIA" */
  readonly name: string
  readonly result: 'passed' | 'failed' | 'skipped'
  readonly differences: readonly Difference[]
  /** why skipped, or why a difference to the recording is right */
  readonly reason?: string
}

/** One file format: says whether a parsed JSON file is of its kind and replays it, one outcome an element, in the file's order. */
export interface VectorFormat {
  readonly name: string
  recognises(file: unknown): boolean
  replay(file: unknown): Iterable<Outcome>
}

/** No difference when both read the same as text. */
export const differ = (field: string, expected: unknown, actual: unknown): Difference[] =>
  String(expected) === String(actual) ? [] : [{ field, expected: String(expected), actual: String(actual) }]

/** Passed when nothing differs. */
export const outcome = (name: string, differences: readonly Difference[]): Outcome => ({
  name,
  result: differences.length === 0 ? 'passed' : 'failed',
  differences,
})
