/** `--interactive`: the paths as a list, and the one the user names. */
import { createInterface } from 'node:readline/promises'
import type { Readable } from 'node:stream'
import { paths } from '#host/paths.ts'
import { pathsText } from '#host/print-paths.ts'
import type { PathOptions } from '#host/resolve.ts'
import type { PathsResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { say, warn } from '../output.ts'
import { paintFor, type ToolFlags } from './tool-options.ts'
import type { ToolPlace } from './tool-place.ts'

/** The fingerprint of the path the user chooses; `undefined` where there is none to choose. Throws `UserError` when the input ends. */
export async function choosePath(
  place: ToolPlace,
  destination: IsdAs,
  choice: PathOptions,
  flags: Pick<ToolFlags, 'color'>,
  input: Readable = process.stdin,
): Promise<string | undefined> {
  const options = { ...choice, destination, maxPaths: 0, probe: false, timeoutNs: 0 }
  const outcome = await place.finish<PathsResult>((host, onEnd, now, out) => paths(host, { ...options, onEnd }, now, out))
  const listed = outcome.kind === 'done' ? (outcome.result.paths ?? []) : []
  if (listed.length === 0) return undefined
  say(`Available paths to ${destination}:`)
  say(pathsText(listed, { extended: false, nowS: 0, paint: paintFor(flags) }))
  return listed[await askIndex(listed.length, input)]!.fingerprint
}

async function askIndex(count: number, input: Readable): Promise<number> {
  const lines = createInterface({ input })
  process.stdout.write('Choose path: ')
  for await (const line of lines) {
    if (/^\d+$/.test(line.trim()) && Number(line) < count) {
      lines.close()
      return Number(line)
    }
    warn(`Path index outside of valid range: [0, ${count - 1}]`)
    process.stdout.write('Choose path: ')
  }
  throw new UserError('no path was chosen', `expected a number from 0 to ${count - 1}`)
}
