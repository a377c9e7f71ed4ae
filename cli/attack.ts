/** `hopproof attack`: plays an attacker in a simulated network and shows which router refuses the packets, by which rule. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type AttackReport, attack } from '#sim/attack.ts'
import { type AttackPlan, attackKinds, type HopChoice } from '#sim/attackers.ts'
import { createNetwork } from '#sim/network.ts'
import { UserError } from '#wire/error.ts'
import { parseIsdAs } from '#wire/isdas.ts'
import { describeFate, fateHeading } from './fate.ts'
import { hopTable } from './hop-table.ts'
import { columns, emit, exits, type Format, formatOption, paint } from './output.ts'
import { readTopology, settle } from './tool-network.ts'

interface AttackFlags {
  readonly path?: number
  readonly hop?: HopChoice
  readonly of?: string
  readonly claims?: string
  readonly overheard?: string
  readonly link?: string
  readonly field?: string
  readonly value?: string
  readonly packets: number
  readonly seed: number
  readonly format: Format
}

const wholeNumber = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a whole number')
}
const hopChoice = (text: string): HopChoice => (/^\d+$/.test(text) ? wholeNumber(text) : parseIsdAs(text))
const kinds = Object.keys(attackKinds) as AttackPlan['kind'][]

export function registerAttack(program: Command): void {
  program
    .command('attack')
    .description('play an attacker: which router refuses the packets, by which rule? Exit code 1 when any gets through')
    .argument('<topology>', 'a .topo file, a topology.json, or a folder of them')
    .argument('<kind>', `what to try: ${kinds.join(', ')}`)
    .argument('[from]', "the attacker: a host's name or ISD-AS; not for rewrite and replay")
    .argument('[to]', 'whom the packets are for')
    .option('--hop <n>', 'forgedMac: which hop of the path, or of which AS', hopChoice)
    .option('--path <n>', 'which of the paths, best first', wholeNumber)
    .option('--of <isd-as>', 'leakedKey: whose key')
    .option('--claims <isd-as>', 'inject: the source claimed')
    .option('--overheard <host>', 'inject: the host whose path is used')
    .option('--link <isd-as#if>', 'rewrite, replay: the end of the link the packets leave by')
    .option('--field <name>', 'rewrite: as explain names it, "path.hop[1].ExpTime"')
    .option('--value <value>', 'rewrite: a number, or hex digits')
    .addOption(new Option('--packets <n>', 'how many').default(1).argParser(wholeNumber))
    .addOption(new Option('--seed <n>', 'another seed, other keys and chances').default(1).argParser(wholeNumber))
    .addOption(formatOption())
    .addHelpText(
      'after',
      () =>
        `\n${columns(
          kinds.map(kind => [kind, attackKinds[kind]]),
          { indent: '  ' },
        )}`,
    )
    .action(runAttack)
}

function runAttack(topology: string, kind: string, from: string | undefined, to: string | undefined, flags: AttackFlags): void {
  const plan = readPlan(kind, from, to, flags)
  const network = createNetwork(readTopology(topology), { seed: flags.seed })
  settle(network)
  const report = attack(network, plan)
  emit(flags.format, report, () => describe(report))
  if (report.delivered > 0) process.exitCode = exits.no
}

/** Throws `UserError` for an unknown kind and for what the kind needs and was not given. */
function readPlan(kind: string, from: string | undefined, to: string | undefined, flags: AttackFlags): AttackPlan {
  const found = kinds.find(k => k === kind)
  if (found === undefined) throw new UserError(`unknown attack "${kind}"`, `one of: ${kinds.join(', ')}`)
  const need = (value: string | undefined, what: string): string => {
    if (value !== undefined) return value
    throw new UserError(`${kind} needs ${what}`, `${kind}: ${attackKinds[found]}`)
  }
  const { packets } = flags
  if (found === 'replay') return { kind: found, link: need(flags.link, '--link'), packets }
  if (found === 'rewrite')
    return {
      kind: found,
      link: need(flags.link, '--link'),
      packets,
      field: need(flags.field, '--field'),
      value: fieldValue(need(flags.value, '--value')),
    }
  const sent = { from: need(from, 'FROM'), to: need(to, 'TO'), packets, ...(flags.path === undefined ? {} : { path: flags.path }) }
  switch (found) {
    case 'leakedKey':
      return { kind: found, ...sent, of: parseIsdAs(need(flags.of, '--of')) }
    case 'forgedMac':
      return { kind: found, ...sent, ...(flags.hop === undefined ? {} : { hop: flags.hop }) }
    case 'inject':
      return {
        kind: found,
        ...sent,
        ...(flags.claims === undefined ? {} : { claims: parseIsdAs(flags.claims) }),
        ...(flags.overheard === undefined ? {} : { overheard: flags.overheard }),
      }
    default:
      return { kind: found, ...sent }
  }
}

const fieldValue = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text)

function describe(report: AttackReport): string {
  const fates = report.fates.map(fate => {
    const table = columns([fateHeading.map(text => paint('dim', text)), describeFate(fate)], { indent: '  ' })
    return `${fate.packets} ${fate.packets === 1 ? 'packet' : 'packets'}, on the way of the first:\n${hopTable(fate.events)}\n\n${table}`
  })
  const sums = `${report.packets} packets: ${report.refused} refused, ${report.delivered} delivered, ${report.lost} lost`
  return [`${paint('bold', report.kind)}: ${report.what}`, ...fates, sums].join('\n\n')
}
