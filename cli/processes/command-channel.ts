/**
 * Commands as lines on one stream, answers as lines on another: how a program drives a process of ours.
 *
 *   {"id": 1, "command": ["ping", "1-ff00:0:111,127.0.0.1", "-c", "3"]}
 *   {"id": 1, "result": {...}}  or  {"id": 1, "error": "..."}        when it has ended, in whatever order they end
 *   {"id": 2, "command": ["stop", "1"]}                                ends command 1 early, which then replies with what it has
 */
import type { Readable, Writable } from 'node:stream'

export type Reply = { readonly result: unknown } | { readonly error: string }
/** Runs a command; `reply` is called exactly once. What it returns ends the command early. */
export type RunCommand = (words: readonly string[], reply: (reply: Reply) => void) => () => void

/** characters */
const maxLine = 1_000_000
const maxRunning = 1000

/** Resolves when the input has ended. */
export async function serveCommands(input: Readable, output: Writable, run: RunCommand): Promise<void> {
  const running = new Map<string, () => void>()
  const answer = (id: unknown, reply: Reply): void => void output.write(`${JSON.stringify({ id, ...reply })}\n`)

  function start(id: unknown, name: string, words: readonly string[]): void {
    const why = running.has(name) ? `command ${name} still runs` : running.size >= maxRunning ? `${maxRunning} commands run` : undefined
    if (why !== undefined) {
      answer(id, { error: why })
      return
    }
    let ended = false
    const end = run(words, reply => {
      ended = true
      running.delete(name)
      answer(id, reply)
    })
    if (!ended) running.set(name, end)
  }

  function stop(id: unknown, name: string): void {
    const end = running.get(name) ?? running.get(JSON.stringify(name))
    end?.()
    answer(id, end === undefined ? { error: `no command ${name} runs` } : { result: {} })
  }

  for await (const line of linesOf(input)) {
    const request = readRequest(line)
    if ('error' in request) answer(request.id, { error: request.error })
    else if (request.words[0] === 'stop') stop(request.id, request.words[1] ?? '')
    else start(request.id, JSON.stringify(request.id), request.words)
  }
}

type Request = { readonly id: unknown; readonly words: readonly string[] } | { readonly id: unknown; readonly error: string }

function readRequest(line: string): Request {
  try {
    const { id = null, command } = JSON.parse(line) as { readonly id?: unknown; readonly command?: unknown }
    const isWords = Array.isArray(command) && command.length > 0 && command.every(word => typeof word === 'string')
    return isWords ? { id, words: command } : { id, error: 'expected {"id": ..., "command": ["word", ...]}' }
  } catch {
    return { id: null, error: 'not a line of JSON' }
  }
}

/** Lines that are not empty. Of one that is too long the beginning, which is then no JSON. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of input.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!.slice(0, maxLine)
    yield* lines.filter(line => line.trim() !== '')
  }
  if (rest.trim() !== '') yield rest
}
