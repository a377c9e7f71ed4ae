/** The states TLC writes with `-dump`: a file of any size, read piece by piece. */
import { UserError } from '#wire/error.ts'
import { piecesOf } from './files.ts'
import { readTlaState, type TlaState } from './tla.ts'

/** no state of ours is larger; what is, is no dump */
const stateLimitChars = 16 << 20

/** Every state of a dump, in the order TLC found them. Throws `UserError` with file and line where it is no dump. */
export const readStates = (file: string): Generator<TlaState> => statesOf(piecesOf(file), file)

/** As `readStates`, of text that comes in pieces. */
export function* statesOf(pieces: Iterable<string>, file?: string): Generator<TlaState> {
  let text = ''
  let line = 1
  for (const piece of pieces) {
    text += piece
    let from = 0
    for (let end = text.indexOf('\n\n', from); end >= 0; end = text.indexOf('\n\n', from)) {
      const state = text.slice(from, end)
      yield stateOf(state, line, file)
      line += state.split('\n').length + 1
      from = end + 2
    }
    text = text.slice(from)
    if (text.length > stateLimitChars) throw noDump('a state and an empty line after it', line, file)
  }
  if (text.trim() !== '') throw noDump('an empty line after each state; this file is cut', line, file)
}

function stateOf(text: string, line: number, file: string | undefined): TlaState {
  const header = /^State \d+:.*\n/.exec(text)
  if (header === null) throw noDump(`"State 1:", but there is ${JSON.stringify(text.slice(0, 20))}`, line, file)
  return readTlaState(text.slice(header[0].length), { line: line + 1, ...(file !== undefined && { file }) })
}

const noDump = (expected: string, line: number, file: string | undefined): UserError =>
  new UserError(`expected ${expected}`, 'a file that TLC wrote with -dump', { line, ...(file !== undefined && { file }) })
