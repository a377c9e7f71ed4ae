/** `hopproof attack`: plays an attacker in a simulated network and shows which router refuses the packets, by which rule; and the gallery. */
import { type Command, Option } from 'commander'
import { type AttackReport, attack } from '#sim/attack.ts'
import { type AttackPlan, attackKinds, type HopChoice } from '#sim/attackers.ts'
import { createNetwork } from '#sim/network.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { maxHops } from '#wire/path.ts'
import { hopTable } from '../explain/hop-table.ts'
import { columns, emit, exits, type Format, formatOption, paint } from '../output.ts'
import { registerGallery } from '../proofs/gallery.ts'
import { readTopology, settle } from '../tools/tool-network.ts'
import { integer } from '../tools/tool-options.ts'
import { describeFate, fateHeading } from './fate.ts'

/** What the words after the topology say, under the names of the plan's fields. */
interface AttackWords {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly path?: number
  readonly hop?: HopChoice
  readonly of?: IsdAs
  readonly claims?: IsdAs
  readonly overheard?: string
  readonly link?: string
  readonly field?: string
  readonly value?: number | string
}
type Word = keyof AttackWords

interface AttackFlags extends Omit<AttackWords, 'from' | 'to'> {
  readonly packets: number
  readonly seed: number
  readonly format: Format
}

const maxPackets = 1_000_000
const hopChoice = (text: string): HopChoice => (/^\d+$/.test(text) ? integer(0, maxHops - 1)(text) : parseIsdAs(text))
const isdAs = (text: string): IsdAs => parseIsdAs(text)
/** Packets given as bytes are for scenarios, whose clock they need. */
type Kind = Exclude<AttackPlan['kind'], 'packet'>

const words: Readonly<Record<Kind, { readonly needs: readonly Word[]; readonly takes: readonly Word[] }>> = {
  forgedMac: { needs: ['from', 'to'], takes: ['path', 'hop'] },
  expiredHop: { needs: ['from', 'to'], takes: ['path'] },
  splice: { needs: ['from', 'to'], takes: ['path'] },
  leakedKey: { needs: ['from', 'to', 'of'], takes: ['path'] },
  inject: { needs: ['from', 'to'], takes: ['path', 'claims', 'overheard'] },
  rewrite: { needs: ['link', 'field', 'value'], takes: [] },
  replay: { needs: ['link'], takes: [] },
}
const kinds = Object.keys(words) as Kind[]

/** Of a MAC of decimal digits alone only the 0x tells that it is no number. */
const fieldValue = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text.replace(/^0x/i, ''))

export function registerAttack(program: Command): void {
  const attack = program.command('attack').description('play an attacker: in a network of yours, or an attack of the gallery')
  registerGallery(attack)
  attack
    .command('try', { isDefault: true })
    .description(
      'the default: attack a network of yours; which router refuses the packets, by which rule? Exit code 1 when any gets through',
    )
    .argument('<topology>', 'a .topo file, a topology.json, or a folder of them')
    .argument('<kind>', `what to try: ${kinds.join(', ')}`)
    .argument('[from]', "the attacker: a host's name or ISD-AS; not for rewrite and replay")
    .argument('[to]', 'whom the packets are for')
    .option('--hop <n>', 'forgedMac: which hop of the path, or of which AS', hopChoice)
    .option('--path <n>', 'which of the paths, best first, from 0', integer(0, 1000))
    .option('--of <isd-as>', 'leakedKey: whose key', isdAs)
    .option('--claims <isd-as>', 'inject: the source claimed', isdAs)
    .option('--overheard <host>', 'inject: the host whose path is used')
    .option('--link <isd-as#if>', 'rewrite, replay: the end of the link the packets leave by')
    .option('--field <name>', 'rewrite: as explain names it, "path.hop[1].ExpTime"')
    .option('--value <value>', 'rewrite: a number, or hex digits after 0x', fieldValue)
    .addOption(new Option('--packets <n>', 'how many').default(1).argParser(integer(1, maxPackets)))
    .addOption(new Option('--seed <n>', 'another seed, other keys and chances').default(1).argParser(integer(0, 0xffff_ffff)))
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
  const { packets, seed, format, ...said } = flags
  const plan = readPlan(kind, { from, to, ...said }, packets)
  const network = createNetwork(readTopology(topology), { seed })
  settle(network)
  const report = attack(network, plan)
  if (report.packets === 0) throw new UserError('no packet to attack came by', 'is it a link that is used, a field that its packets have?')
  emit(format, report, () => describe(report))
  if (report.delivered > 0) process.exitCode = exits.no
}

/** Throws `UserError` for an unknown kind, for what it needs and was not given, and for what it does not take. */
function readPlan(kind: string, said: AttackWords, packets: number): AttackPlan {
  const found = kinds.find(k => k === kind)
  if (found === undefined) throw new UserError(`unknown attack "${kind}"`, `one of: ${kinds.join(', ')}`)
  const { needs, takes } = words[found]
  const given = (Object.keys(said) as Word[]).filter(word => said[word] !== undefined)
  const missing = needs.find(word => !given.includes(word))
  const unused = given.find(word => ![...needs, ...takes].includes(word))
  const hint = `${found}: ${attackKinds[found]}; it takes ${[...needs, ...takes].map(wordText).join(', ')}`
  if (missing !== undefined) throw new UserError(`${found} needs ${wordText(missing)}`, hint)
  if (unused !== undefined) throw new UserError(`${found} takes no ${wordText(unused)}`, hint)
  // The table says which fields the plan of each kind has.
  return { kind: found, packets, ...Object.fromEntries(given.map(word => [word, said[word]])) } as AttackPlan
}

const wordText = (word: Word): string => (word === 'from' || word === 'to' ? word.toUpperCase() : `--${word}`)

const packetsText = (n: number): string => `${n} ${n === 1 ? 'packet' : 'packets'}`

function describe(report: AttackReport): string {
  const fates = report.fates.map(fate => {
    const table = columns([fateHeading.map(text => paint('dim', text)), describeFate(fate)], { indent: '  ' })
    return `${packetsText(fate.packets)}, on the way of the first:\n${hopTable(fate.events)}\n\n${table}`
  })
  const sums = `${packetsText(report.packets)}: ${report.refused} refused, ${report.delivered} delivered, ${report.lost} lost`
  return [`${paint('bold', report.kind)}: ${report.what}`, ...fates, sums].join('\n\n')
}
