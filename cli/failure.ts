/** From whatever a command threw to what the user reads and the exit code. */
import { CommanderError } from 'commander'
import { EnvironmentError, UserError } from '#wire/error.ts'
import { exits } from './output.ts'

export interface Failure {
  /** for stderr; empty when commander has said it already */
  readonly text: string
  readonly exitCode: number
}

/** `debug`: show the stack of a bug. */
export function explainFailure(error: unknown, debug: boolean): Failure {
  // Help and version that were asked for come here with 0; help shown because something was missing is a usage error.
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode === 0 ? exits.done : exits.usage }
  if (error instanceof EnvironmentError) return { text: `error: ${error.text}`, exitCode: exits.unavailable }
  if (error instanceof UserError) return { text: `error: ${error.text}`, exitCode: exits.usage }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  if (debug) return { text: `this is a bug in hopproof: ${error instanceof Error ? error.stack : message}`, exitCode: bugExit }
  const hint = 'run it again with --debug for the stack, and please report it'
  return { text: `this is a bug in hopproof: ${message.split('\n')[0]}\n  hint: ${hint}`, exitCode: bugExit }
}

/** EX_SOFTWARE of sysexits: none of our answers, so that no script takes a crash for a "no". */
const bugExit = 70
