/** The prompt: lines from a terminal or a script, each carried out before the next is taken. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { UserError } from '#wire/error.ts'
import type { Emulation } from './emulation.ts'
import { execute } from './words.ts'

export interface PromptStreams {
  readonly input: Readable
  readonly output: Writable
  /** a person sits there: is asked for each line */
  readonly isTerminal: boolean
}

/** Resolves at "exit" and when the input ends; true when no line went wrong. */
export async function runPrompt(emulation: Emulation, { input, output, isTerminal }: PromptStreams): Promise<boolean> {
  const say = (text: string): void => void (text !== '' && output.write(`${text}\n`))
  const lines = createInterface({ input, ...(isTerminal && { output, prompt: 'hopproof> ' }) })
  let allWell = true
  lines.prompt()
  for await (const line of lines) {
    try {
      if ((await execute(line, emulation, say)) === 'end') break
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      allWell = false
      say(`*** ${error.text}`)
    }
    lines.prompt()
  }
  lines.close()
  return allWell
}
