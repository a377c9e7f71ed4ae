/** `hopproof topo`: check, generate, draw and convert networks. */
import { basename } from 'node:path'
import { Argument, type Command, InvalidArgumentError, Option } from 'commander'
import { readInputText } from '#emulate/files/input.ts'
import { writeResult } from '#emulate/files/write-file.ts'
import { isReadable } from '#topology/document.ts'
import { drawDot } from '#topology/dot.ts'
import type { Finding } from '#topology/finding.ts'
import { defaultGenerateOptions, type GenerateOptions, type GeneratorKind, generateTopology, generators } from '#topology/generate.ts'
import type { Topology } from '#topology/model.ts'
import { randomFromSeed } from '#topology/random.ts'
import { checkTopology } from '#topology/rules.ts'
import { drawSvg } from '#topology/svg.ts'
import { drawText } from '#topology/text.ts'
import { readTopo } from '#topology/topo.ts'
import { writeTopo } from '#topology/write.ts'
import { type Place, UserError } from '#wire/error.ts'
import { emit, exits, type Format, formatOption, paint, warn } from '../output.ts'
import { registerConfigure } from './configure.ts'
import { convertTopology, readNetwork } from './convert.ts'

export function registerTopo(program: Command): void {
  const topo = program.command('topo').description('networks: are they legal, make new ones, draw and convert them')
  topo
    .command('check')
    .description('read .topo files and say which rules they break, and where')
    .argument('<file...>', '.topo files')
    .addOption(formatOption())
    .action(checkFiles)
  const d = defaultGenerateOptions
  topo
    .command('generate')
    .summary('make a network by recipe and seed')
    .description(
      `make a network\n\n${Object.entries(generators)
        .map(([kind, { says }]) => `  ${kind.padEnd(8)}${says}`)
        .join('\n')}`,
    )
    .addArgument(new Argument('<kind>', 'kind of network').choices(Object.keys(generators)))
    .addOption(new Option('--ases <n>', 'how many ASes').default(d.ases).argParser(integer(1, 1_000_000)))
    .addOption(new Option('--isds <n>', 'random: how many ISDs').default(d.isds).argParser(integer(1, 65_535)))
    .addOption(new Option('--branching <n>', 'tree: customers of each AS').default(d.branching).argParser(integer(1, 65_535)))
    .addOption(new Option('--core-share <share>', 'random: share of core ASes').default(d.coreShare).argParser(decimal(0, 1)))
    .addOption(new Option('--degree <n>', 'random: links of an AS on average').default(d.degree).argParser(decimal(0, 100)))
    .addOption(
      new Option('--peering <share>', 'random: how many of the links beyond the tree are peering links')
        .default(d.peering)
        .argParser(decimal(0, 1)),
    )
    .addOption(new Option('--seed <n>', 'random: another seed, another network').default(1).argParser(integer(0, 0xffff_ffff)))
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .action(generate)
  topo
    .command('draw')
    .description('draw a network: ISDs as boxes, core ASes above, customers below their providers')
    .argument('<file>', '.topo file, topology.json, or a folder of AS*/topology.json')
    .addOption(new Option('--as <form>', 'svg, Graphviz dot, or text').choices(Object.keys(drawings)).default('text'))
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .action((file: string, options: { as: keyof typeof drawings; output?: string }) =>
      writeResult(drawings[options.as](readNetwork(file, warn)), options.output),
    )
  topo
    .command('convert')
    .description("a .topo file into each AS's topology.json (FOLDER/ASff00_0_110/topology.json), or such files back into a .topo file")
    .argument('<file>', '.topo file, or a folder of AS*/topology.json')
    .requiredOption('-o, --output <path>', 'folder for topology.json files, or a .topo file')
    .action((file: string, options: { output: string }) => convertTopology(file, options.output, warn))
  registerConfigure(topo)
}

const drawings = { svg: drawSvg, dot: drawDot, text: drawText } as const satisfies Record<string, (topology: Topology) => string>

/** Parsers of option values; commander adds the option's name to what they throw. */
const integer = (min: number, max: number) => (text: string) => {
  if (/^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
  throw new InvalidArgumentError(`Expected an integer from ${min} to ${max}.`)
}

const decimal = (min: number, max: number) => (text: string) => {
  if (/^\d{1,6}(\.\d{1,9})?$/.test(text) && Number(text) >= min && Number(text) <= max) return Number(text)
  throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`)
}

interface FileReport {
  readonly file: string
  /** absent when the file cannot be read */
  readonly ases?: number
  readonly links?: number
  readonly findings: readonly Finding[]
}

/** Exit 2 when a file cannot be read as a network at all, 1 when one is illegal. */
function checkFiles(files: readonly string[], options: { format: Format }): void {
  const reports = files.map(checkFile)
  emit(options.format, { files: reports }, () => reports.map(describeReport).join('\n'))
  if (reports.some(r => r.ases === undefined)) process.exitCode = exits.usage
  else if (reports.some(r => r.findings.some(f => f.severity === 'error'))) process.exitCode = exits.no
}

export function checkFile(file: string): FileReport {
  try {
    const { topology, warnings, places } = readTopo(readInputText(file), file)
    const findings = [...warnings, ...checkTopology(topology, places)]
    return { file, ases: topology.ases.length, links: topology.links.length, findings }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { message, hint, place } = error
    return {
      file,
      findings: [
        {
          rule: 'readable',
          severity: 'error',
          text: message,
          ...(hint === undefined ? {} : { hint }),
          ...(place === undefined ? {} : { place }),
        },
      ],
    }
  }
}

function describeReport({ file, ases, links, findings }: FileReport): string {
  const errors = findings.filter(f => f.severity === 'error').length
  const verdict = ases === undefined ? 'unreadable' : errors > 0 ? 'illegal' : 'legal'
  const size = ases === undefined ? '' : ` (${plural(ases, 'AS', 'ASes')}, ${plural(links ?? 0, 'link')})`
  const warnings = findings.length - errors
  const counts = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : ''].filter(Boolean).join(', ')
  const head = `${file}: ${paint(errors > 0 ? 'red' : 'green', verdict)}${size}${counts === '' ? '' : `, ${counts}`}`
  return [...findings.map(f => describeFinding(f, file)), head].join('\n')
}

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`

export function describeFinding({ severity, text, rule, hint, place }: Finding, file: string): string {
  const colour = severity === 'error' ? 'red' : 'yellow'
  const line = `${formatPlace(place, file)}: ${paint(colour, severity)}: ${text} [${rule}]`
  return hint === undefined ? line : `${line}\n  hint: ${hint}`
}

const formatPlace = (place: Place | undefined, file: string): string =>
  [place?.file ?? file, place?.line, place?.column].filter(part => part !== undefined).join(':')

function generate(kind: GeneratorKind, options: GenerateOptions & { readonly seed: number; readonly output?: string }): void {
  const topology = generateTopology(kind, options, randomFromSeed(options.seed))
  const seeded = kind === 'random' ? { ...topology, note: `${topology.note} Seed ${options.seed}.` } : topology
  const name = options.output === undefined ? {} : { name: basename(options.output).replace(/\.topo$/, '') }
  const text = writeTopo({ ...seeded, ...name })
  if (!isReadable(text)) warn('warning: this text is larger than hopproof itself reads; generate such networks where they are used')
  writeResult(text, options.output)
}
