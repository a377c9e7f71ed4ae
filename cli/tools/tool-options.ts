/** Flags that `ping`, `traceroute` and `paths` have in common: those of the `scion` tools, and where in which network to run. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parseAcl } from '#control/path/acl.ts'
import type { PathPolicy } from '#control/path/policy.ts'
import { readPolicyFile } from '#control/path/policy-document.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { readInputText } from '#emulate/files/input.ts'
import type { Preference } from '#host/choice.ts'
import { parseDuration } from '#host/duration.ts'
import type { Paint } from '#host/print-paths.ts'
import { toYaml } from '#host/yaml.ts'
import { UserError } from '#wire/error.ts'
import { exits, type Format, formatOption, paint, say, warn } from '../output.ts'
import type { ToolNetworkOptions } from './tool-network.ts'

/** What chooses paths. */
export interface PathFlags {
  readonly sequence?: string
  readonly acl: readonly string[]
  readonly policy?: string
  readonly refresh?: boolean
  readonly epic?: boolean
  readonly hidden?: boolean
}

export interface ChoiceFlags extends PathFlags {
  readonly topology?: string
  readonly isdAs?: string
  readonly local?: string
  /** a daemon's address: a real network */
  readonly sciond?: string
  readonly seed: number
  readonly down: readonly string[]
  readonly hiddenPaths?: string
  readonly color: boolean
  readonly format: Format
}

export interface ToolFlags extends ChoiceFlags {
  /** nanoseconds */
  readonly timeout: number
}

export const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (!(value >= min && value <= max)) throw new InvalidArgumentError(`expected a whole number from ${min} to ${max}`)
    return value
  }

const collect = (text: string, before: readonly string[]): string[] => [...before, text]

/** An option whose value is nanoseconds; help shows the default as it is written. */
export const durationOption = (flag: string, text: string, byDefault: string): Option =>
  new Option(`${flag} <duration>`, text).argParser(parseDuration).default(parseDuration(byDefault), byDefault)

/** Which network, and where in it. */
export const addNetworkOptions = (command: Command): Command =>
  command
    .addOption(new Option('--topology <file>', 'the network: a .topo file, a topology.json, or a folder of them').env('HOPPROOF_TOPOLOGY'))
    .option('--sciond <address>', 'this machine in a real network, by the daemon there ("default": 127.0.0.1:30255; also SCION_DAEMON)')
    .option('--isd-as <isd-as>', "the local ISD-AS, or a host's name")
    .option('-l, --local <ip>', 'local IP address: which host of the AS')
    .addOption(new Option('--seed <n>', 'another seed, other delays and losses').default(1).argParser(integer(0, 0xffff_ffff)))

/** `--timeout`, which network, and what chooses paths. */
export const addToolOptions = (command: Command, timeout: string, timeoutText: string): Command =>
  addChoiceOptions(addNetworkOptions(command).addOption(durationOption('--timeout', timeoutText, timeout)))

export const hiddenPathsOption = (): Option =>
  new Option('--hidden-paths <file>', 'the groups of the network and who registers in them, YAML; interfaces as "1-ff00:0:111#2"')

/** What chooses paths, which links are down, and how it is printed. */
export const addChoiceOptions = (command: Command): Command =>
  addPathOptions(command)
    .addOption(hiddenPathsOption())
    .addOption(
      new Option('--down <isd-as#if>', 'cut the link at this interface once paths are known; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--no-color', 'no colour')
    .addOption(formatOption())

export const addPathOptions = (command: Command): Command =>
  command
    .option('--sequence <sequence>', 'space separated list of hop predicates')
    .addOption(
      new Option('--acl <entry>', 'like "- 1-ff00:0:133", the last one "+" or "-" alone; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--policy <file>', 'only paths that this policy allows, YAML or JSON; FILE#NAME where there are several in it')
    .option('--epic', 'over EPIC-HP: only paths with authenticators, which control services then announce')
    .option('--hidden', 'hidden paths too, of the groups that the local AS may read')

export const preferOption = (): Option =>
  new Option('--prefer <what>', 'which of the paths').choices(['fewest-hops', 'lowest-latency', 'most-disjoint'] satisfies Preference[])

/**
 * What the words after a command's name mean: all of topology, local host and what the command is about, or the last alone, as with the
 * `scion` tools. Throws `UserError`.
 */
export function readWords(
  words: readonly string[],
  flags: ChoiceFlags,
  what: string,
): { readonly target: string; readonly network: ToolNetworkOptions } {
  const expected = `expected TOPOLOGY FROM ${what}, or ${what} with --topology and --isd-as`
  if (words.length !== 1 && words.length !== 3) throw new UserError(`${words.length} arguments`, expected)
  const [topology, from] = words.length === 3 ? words : [flags.topology, flags.isdAs]
  const { local, seed, down, epic, hidden, hiddenPaths } = flags
  if (hidden && hiddenPaths === undefined) throw new UserError('--hidden in a network without groups', '--hidden-paths FILE')
  return {
    target: words.at(-1)!,
    network: {
      ...(topology !== undefined && { topology }),
      ...(from !== undefined && { from }),
      ...(local !== undefined && { local }),
      seed,
      down,
      ...(epic && { epic }),
      ...(hiddenPaths !== undefined && { hiddenPaths }),
    },
  }
}

/** The part of the flags that chooses paths. Throws `UserError`. */
export const pathFlags = (flags: PathFlags) => ({
  ...(flags.sequence !== undefined && { sequence: parseSequence(flags.sequence) }),
  ...(flags.acl.length > 0 && { acl: parseAcl(flags.acl) }),
  ...(flags.policy !== undefined && { policy: readPolicy(flags.policy) }),
  refresh: flags.refresh === true,
  epic: flags.epic === true,
  hidden: flags.hidden === true,
})

function readPolicy(text: string): PathPolicy {
  const [file = '', name] = text.split(/#(?=[^#]*$)/)
  return readPolicyFile(readInputText(file), file, name)
}

/** Colour unless it is off. */
export const paintFor =
  (flags: Pick<ToolFlags, 'color'>): Paint =>
  (style, text) =>
    flags.color ? paint(style, text) : text

/** The tool has no result: what it could not do, on stderr, and the exit code of the `scion` tools. */
export function sayFailure(reason: string, exitCode: number = exits.usage): void {
  warn(`Error: ${reason}`)
  process.exitCode = exitCode
}

/** Prints the record for scripts. False for people, who have read it already. */
export function sayRecord(format: Format, json: unknown, yaml: unknown = json): boolean {
  if (format === 'json') say(JSON.stringify(json, undefined, 2))
  else if (format === 'yaml') process.stdout.write(toYaml(yaml))
  return format !== 'human'
}
