/** The command that starts a device under test: a template split into words, without a shell, so that what we start is what we stop. */
import { UserError } from '#wire/error.ts'

/** What stands for `{name}` in a template. */
export interface CommandPlaces {
  /** the configuration folder: br.toml, topology.json, keys/ */
  readonly dir: string
  readonly toml: string
  readonly topology: string
  /** of the border router under test */
  readonly id: string
}

/** Words are parted by blanks; quotes and backslashes work as in a shell. Throws `UserError`. */
export function commandWords(template: string, places: CommandPlaces): string[] {
  const words = splitWords(template).map(word => word.replace(/\{(\w+)\}/g, (whole, name: string) => place(places, name, whole)))
  if (words.length === 0)
    throw new UserError('the command of the device under test is empty', "example: --dut 'router --config {dir}/br.toml'")
  return words
}

function place(places: CommandPlaces, name: string, whole: string): string {
  if (Object.hasOwn(places, name)) return places[name as keyof CommandPlaces]
  const known = Object.keys(places).map(n => `{${n}}`)
  throw new UserError(`the command of the device under test has ${whole}`, `known are ${known.join(', ')}`)
}

const wordPattern = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gy

function splitWords(template: string): string[] {
  const words: string[] = []
  let at = blanksFrom(template, 0)
  while (at < template.length) {
    wordPattern.lastIndex = at
    const word = wordPattern.exec(template)?.[0]
    if (word === undefined) throw new UserError(`the command of the device under test has an open quote: ${template.slice(at)}`)
    words.push(unquoted(word))
    at = blanksFrom(template, at + word.length)
  }
  return words
}

const blanksFrom = (text: string, at: number): number => at + /^\s*/.exec(text.slice(at))![0].length

const unquoted = (word: string): string =>
  word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g, (_, escaped, double, single) => escaped ?? single ?? double.replace(/\\(.)/g, '$1'))
