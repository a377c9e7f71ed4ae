/** `hopproof attack list` and `attack run`: the attack gallery. */
import { type Command, Option } from 'commander'
import { appendResult, writeDeep } from '#emulate/files/write-file.ts'
import type { Fabric } from '#emulate/net/fabric.ts'
import type { GalleryEntry, Measurement } from '#proofs/gallery/entry.ts'
import { clauseOf, configurationOf, findEntry, gallery } from '#proofs/gallery/gallery.ts'
import { type Guard, hasSwitch, measureAttack, type Played, playAttack } from '#proofs/gallery/play.ts'
import { startCapture } from '#sim/capture.ts'
import type { Network } from '#sim/network.ts'
import { UserError } from '#wire/error.ts'
import { hopTable, routerText } from '../explain/hop-table.ts'
import { columns, emit, exits, type Format, formatOption, paint } from '../output.ts'

interface RunFlags {
  readonly guard?: Guard
  readonly pcap?: string
  readonly live?: Fabric['kind']
  readonly format: Format
}

/** What `run` tells of an attack. */
export interface GalleryReport {
  readonly name: string
  readonly story: string
  readonly guard: string | null
  readonly clause: string
  readonly theorem: string | null
  readonly runs: readonly Played[]
  readonly measured: readonly Measurement[]
  readonly asSaid: boolean
}

export function registerGallery(attack: Command): void {
  attack
    .command('list')
    .description('the attack gallery: what each attack breaks, the guard that stops it, the theorem it would break')
    .addOption(formatOption())
    .action(({ format }: { format: Format }) => emit(format, gallery.map(summaryOf), listText))
  attack
    .command('run')
    .description('play an attack of the gallery, with its guard on and off. Exit code 1 when it ends otherwise than the gallery says')
    .argument('<name>', 'as "attack list" names it')
    .addOption(new Option('--guard <state>', 'play it with the guard like this only').choices(['on', 'off'] satisfies Guard[]))
    .option('--pcap <file>', 'every packet of the run in a capture (pcapng); of the last run, where there are two')
    .addOption(
      new Option('--live <kind>', 'on real routers, as "emulate" starts them').choices(['mininet', 'netns', 'loopback']).conflicts('pcap'),
    )
    .addOption(formatOption())
    .action(run)
}

const none = '-'

const summaryOf = (entry: GalleryEntry) => ({
  name: entry.name,
  breaks: entry.breaks,
  guard: entry.guard ?? null,
  clause: clauseOf(entry),
  theorem: entry.theorem ?? null,
  configuration: configurationOf(entry) ?? null,
  origin: entry.origin ?? null,
})

function listText(): string {
  const heading = ['attack', 'what it breaks', 'stopped by', 'theorem'].map(text => paint('dim', text))
  const rows = gallery.map(e => [e.name, e.breaks, e.guard === undefined ? paint('red', none) : e.guard, e.theorem ?? none])
  const open = gallery.filter(e => e.guard === undefined).length
  return `${columns([heading, ...rows])}\n\n${gallery.length} attacks; ${open} that no rule stops: "attack run NAME" says what limits them`
}

async function run(name: string, { guard, pcap, live, format }: RunFlags): Promise<void> {
  const entry = findEntry(name)
  const guards = guardsOf(entry, guard)
  const runs: Played[] = []
  for (const state of guards) {
    const watch = pcap !== undefined && state === guards.at(-1) ? captureTo(pcap) : undefined
    runs.push(live === undefined ? playAttack(entry, state, watch) : await (await import('./live.ts')).playLive(entry, state, live))
  }
  const report: GalleryReport = {
    name,
    story: entry.story,
    guard: entry.guard ?? null,
    clause: clauseOf(entry),
    theorem: entry.theorem ?? null,
    runs,
    measured: measureAttack(entry),
    asSaid: runs.every(r => r.asSaid),
  }
  emit(format, report, () => describe(entry, report))
  if (!report.asSaid) process.exitCode = exits.no
}

/** Both ways where there are two. Throws `UserError`. */
function guardsOf(entry: GalleryEntry, wanted: Guard | undefined): readonly Guard[] {
  if (hasSwitch(entry)) return wanted === undefined ? ['on', 'off'] : [wanted]
  if (wanted === 'off') throw new UserError(`${entry.name} has no guard that could be off`, entry.limits)
  return ['on']
}

/** A new file, with what passes in the network from now on. */
const captureTo =
  (file: string) =>
  (network: Network): (() => void) => {
    writeDeep('', file)
    return startCapture(network, { write: (_, piece) => appendResult(piece, file), fileOf: 'all', internal: true })
  }

function describe(entry: GalleryEntry, { runs, measured, asSaid }: GalleryReport): string {
  const facts = [
    ['stopped by', entry.guard === undefined ? paint('red', 'no rule') : entry.guard],
    ['clause', clauseOf(entry)],
    ['theorem', entry.theorem ?? none],
    ...(configurationOf(entry) === undefined ? [] : [['found by', configurationOf(entry)!]]),
    ...(entry.origin === undefined ? [] : [['origin', entry.origin]]),
    ...measured.map(({ what, value }) => [what, value]),
  ]
  return [
    `${paint('bold', entry.name)}: ${entry.breaks}`,
    wrapped(entry.story),
    ...(entry.limits === undefined ? [] : [wrapped(entry.limits)]),
    columns(facts, { indent: '  ' }),
    ...runs.map(played => runText(entry, played)),
    asSaid ? paint('green', 'as the gallery says') : paint('red', 'NOT as the gallery says'),
  ].join('\n\n')
}

function runText(entry: GalleryEntry, { guard, fate }: Played): string {
  const what = hasSwitch(entry) ? `with ${entry.guard} ${guard}` : 'as routers are'
  return `${what}: ${paint('bold', endText(fate))}\n${hopTable(fate.events)}`
}

function endText({ end, as, router, rule, text }: Played['fate']): string {
  if (end === 'lost') return 'lost on the way'
  const where = routerText({ as: as!, router: router! })
  return end === 'delivered' ? `delivered by ${where}` : `refused by ${where}, ${rule}: ${text}`
}

/** columns of a line of prose */
const lineLength = 110

function wrapped(text: string): string {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!
    if (line.length + 1 + word.length > lineLength) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines.join('\n')
}
