/** What an attack of the gallery is: a story, what stops it, and the packets, made from a real network. */
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Entrance, Workshop } from './workshop.ts'

/** Numbered as in proofs/README.md; what has no number by its operator in Theorems.tla. */
export type Theorem =
  | 'Addresses'
  | 'Length'
  | 'EpicHolds'
  | 'OneHopHolds'
  | `T${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14}`

export interface Injection {
  readonly entrance: Entrance
  readonly bytes: Bytes
  /** nanoseconds after the one before; default: none */
  readonly afterNs?: number
}

/** The last packet is the one that is judged. */
export type Made = readonly Injection[]

/** Of an experiment. */
export interface Measurement {
  readonly what: string
  readonly value: string
}

export interface GalleryEntry {
  readonly name: string
  /** what would be lost, in a few words */
  readonly breaks: string
  /** in plain English */
  readonly story: string
  /** where it was found: an issue of the reference implementation */
  readonly origin?: string
  /** the rule that stops it, or `parser`, which cannot be left out; none: nothing stops it */
  readonly guard?: string
  /** why no guard stops it, and what limits it instead; of an attack that the parser stops: what the parser does */
  readonly limits?: string
  /** of an attack that no rule stops: anchor in the draft */
  readonly clause?: string
  /** the theorem it would break */
  readonly theorem?: Theorem
  /** the configuration of proofs/spec that finds it in the model, without the guard; default: by the name of the guard */
  readonly configuration?: string
  /** where the packet is delivered when nothing stops it */
  readonly reaches: IsdAs
  make(w: Workshop): Made
  measure?(w: Workshop): readonly Measurement[]
}
