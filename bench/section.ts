/** What a part of the benchmark says of itself. */

/** Work that is repeated and timed. It must leave things as it found them: it runs a million times. */
export interface BenchCase {
  readonly name: string
  /** operations (packets, MACs, ...) in one call of `run`; 1000 or so keep the clock's own cost out */
  readonly operations: number
  run(): void
}

/** A figure that a section measures itself: the rate of a whole simulation, memory. */
export interface Figure {
  readonly name: string
  readonly value: number
  /** "hops/s", "MiB" */
  readonly unit: string
}

export interface Section {
  readonly name: string
  /** Called when the section's turn has come; what it sets up is not timed. */
  cases?(): readonly BenchCase[]
  figures?(): readonly Figure[] | Promise<readonly Figure[]>
}
