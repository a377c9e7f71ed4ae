/** What a user of the `scion` tool sees, as text in which only what differs from run to run is masked. */
import type { Ended, Namespace, Words } from './namespace.ts'

/** Each command as it is typed, and what came of it. `daemon`: "ip:port" of the AS's daemon; `tool`: another program of the same commands. */
export async function transcribe(
  namespace: Namespace,
  daemon: string,
  commands: readonly string[],
  tool: Words = ['scion'],
): Promise<string> {
  const parts: string[] = []
  for (const command of commands) {
    const ended = await namespace.run([...tool, ...wordsOf(command)], { SCION_DAEMON: daemon })
    parts.push(describe(command, ended))
  }
  return parts.join('\n')
}

/** "a 'b c'" is two words. */
const wordsOf = (command: string): string[] => [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)

export const scion = (namespace: Namespace, daemon: string, ...words: Words): Promise<Ended> =>
  namespace.run(['scion', ...words], { SCION_DAEMON: daemon })

function describe(command: string, { code, stdout, stderr }: Ended): string {
  const said = [stdout.trimEnd(), ...stderr.split('\n').map(line => line && `stderr: ${line}`)].filter(Boolean)
  return [`$ scion ${command}`, ...said.map(mask), `exit ${code}\n`].join('\n')
}

/** Times, and what has no order, become "_". */
export const mask = (text: string): string =>
  text
    .replace(/[\d./]+ ?ms\b/g, '_ms')
    .replace(/("(?:time|round_trip_time|\w+_rtt)": )[\d.]+/g, '$1"_"')
    .replace(/("round_trip_times": \[)[\d.,\s]+\]/g, '$1"_", "_", "_"]')
    .replace(/("expiry": )"[^"]+"/g, '$1"_"')
    .replace(/(Expires: ).*? \(.*?\)/g, '$1_')
    // In the order of a map of Go, which is none.
    .replace(/(Discovery: )\{.*\}/g, '$1_')

export interface Seen {
  readonly command: string
  readonly stdout: string
  readonly exit: number
}

/** A transcript's commands. */
export const readTranscript = (text: string): Seen[] =>
  text
    .split(/^\$ scion /m)
    .slice(1)
    .map(part => {
      const [command, ...rest] = part.trimEnd().split('\n')
      const exit = Number(rest.pop()!.replace('exit ', ''))
      return { command: command!, stdout: rest.filter(line => !line.startsWith('stderr: ')).join('\n'), exit }
    })
