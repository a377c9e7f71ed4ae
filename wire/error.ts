/**
 * The one exception that is a message to a person: bad text, file, flag or topology. `hopproof` prints it and exits 2.
 * Bad packets are never exceptions: they are verdicts.
 */
export interface Place {
  readonly file?: string
  /** 1-based */
  readonly line?: number
  /** 1-based */
  readonly column?: number
}

export class UserError extends Error {
  override readonly name = 'UserError'
  readonly hint: string | undefined
  readonly place: Place | undefined

  constructor(message: string, hint?: string, place?: Place) {
    super(message)
    this.hint = hint
    this.place = place
  }

  /** `file:line:column: message` and, on a second line, the hint. */
  get text(): string {
    const p = this.place
    const where = p === undefined ? '' : `${[p.file, p.line, p.column].filter(x => x !== undefined).join(':')}: `
    return `${where}${this.message}${this.hint === undefined ? '' : `\n  hint: ${this.hint}`}`
  }
}

/** What the machine or a peer refuses: a port in use, a missing right or program, a program that does not answer. `hopproof` exits 3. */
export class EnvironmentError extends UserError {}

/** A broken invariant is a bug of ours: the message says what was believed. */
export function assert(condition: unknown, belief: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${belief}`)
}
