/** A line on stderr that says how far a long command is. Silent for the first 2 s and whenever stderr is no terminal. */
export interface Progress {
  /** Cheap enough to be called for every step. */
  update(text: string): void
  /** Clear the line. */
  end(): void
}

const patienceMs = 2_000
const intervalMs = 100

export interface ProgressTerminal {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** `nowMs`: wall-clock milliseconds; both arguments are there for the tests. */
export function startProgress(terminal: ProgressTerminal = process.stderr, nowMs: () => number = Date.now): Progress {
  if (terminal.isTTY !== true) return { update: () => {}, end: () => {} }
  let next = nowMs() + patienceMs
  let shown = false
  return {
    update(text) {
      const now = nowMs()
      if (now < next) return
      next = now + intervalMs
      shown = true
      terminal.write(`\r\x1b[K${text.slice(0, (terminal.columns ?? 80) - 1)}`)
    },
    end() {
      if (shown) terminal.write('\r\x1b[K')
      shown = false
    },
  }
}
