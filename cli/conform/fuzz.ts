/** `hopproof conform fuzz`: generated packets into a router under test, what comes out held against our own. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Campaign, runCampaign } from '#conformance/fuzz/campaign.ts'
import { knownDifferences } from '#conformance/fuzz/judge/known.ts'
import { saveFinding } from '#conformance/fuzz/keep/save.ts'
import type { Site } from '#conformance/fuzz/site.ts'
import { missedReasons } from '#conformance/fuzz/tally.ts'
import { createSites, startTarget } from '#conformance/fuzz/target.ts'
import { UserError } from '#wire/error.ts'
import { emit, exits, type Format, formatOption } from '../output.ts'
import { startProgress } from '../progress.ts'
import { campaignText } from './fuzz-text.ts'
import { ownRouter } from './options.ts'

export interface FuzzFlags {
  readonly dut?: string
  readonly seed: number
  readonly from: number
  readonly packets: number
  readonly site?: readonly string[]
  readonly save?: string
  readonly maxFindings: number
  readonly known: boolean
  readonly format: Format
}

const help = `
The command of the router under test is a template: {dir} is its configuration folder (topology.json, keys/), {toml} its br.toml, {id} its
name. It is started once for each of three ASes, with all around it played on loopback addresses; no rights are needed. Without --dut our own
router is tested.

Examples:
  $ hopproof conform fuzz -n 20000                                              our own router, over its sockets
  $ hopproof conform fuzz --dut 'router --config {toml}' -n 1000000 --save found   the reference's; findings go into a folder
  $ hopproof conform fuzz --dut 'router --config {toml}' --seed 7 --from 4711 -n 1 one packet again

Exit codes: 0 no difference but known ones, 1 a difference, the router's end, or a reason to drop that no packet met, 2 usage or input error,
3 the router under test cannot be started.
`

/** Below this a reason to drop may be missed by chance. */
const enoughToMeetAll = 50_000

export function registerConformFuzz(conform: Command): void {
  conform
    .command('fuzz')
    .description('generated packets into a router under test; each difference to ours is made small and explained')
    .addOption(new Option('--dut <command>', 'the router under test; default: our own'))
    .addOption(new Option('--against <command>', 'the same as --dut').conflicts('dut'))
    .addOption(new Option('--seed <number>', 'of all chance').argParser(wholeNumber).default(1))
    .addOption(new Option('--from <index>', 'the first packet').argParser(wholeNumber).default(0))
    .addOption(new Option('-n, --packets <number>', 'how many').argParser(wholeNumber).default(10_000))
    .addOption(new Option('--site <name...>', 'only the routers of these ASes: edge, core, ipv6'))
    .addOption(new Option('--save <folder>', 'write each finding as a .json and a .pcapng file'))
    .addOption(new Option('--max-findings <number>', 'stop after so many different ones').argParser(wholeNumber).default(10))
    .addOption(new Option('--no-known', 'count known differences as findings too, and send what ends the reference'))
    .addOption(formatOption())
    .addHelpText('after', help)
    .action((flags: FuzzFlags & { readonly against?: string }) =>
      fuzz({ ...flags, ...(flags.against !== undefined && { dut: flags.against }) }),
    )
}

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('expected a whole number')
  return value
}

/** All ASes, those that are wanted marked. */
async function wantedSites(names: readonly string[] | undefined): Promise<Site[]> {
  const sites = await createSites()
  const unknown = names?.find(name => !sites.some(s => s.name === name))
  if (unknown !== undefined) throw new UserError(`there is no AS "${unknown}"`, `known are ${sites.map(s => s.name).join(', ')}`)
  return sites.map(site => ({ ...site, reachable: site.reachable && (names?.includes(site.name) ?? true) }))
}

async function fuzz({ dut, site, seed, from, packets: count, save, maxFindings, known, format }: FuzzFlags): Promise<void> {
  const command = dut ?? (await ownRouter())
  const progress = startProgress()
  const startMs = performance.now()
  const campaign = await runCampaign({
    sites: await wantedSites(site),
    seed,
    from,
    count,
    // Our own router has no excuse.
    known: known && dut !== undefined ? knownDifferences : [],
    maxFindings,
    start: site => startTarget(command, site),
    nowMs: Date.now,
    progress: ({ sent }) => progress.update(`${sent} packets, ${Math.round((sent / (performance.now() - startMs)) * 1000)} a second`),
  }).finally(() => progress.end())
  const files = save === undefined ? [] : campaign.findings.flatMap(finding => saveFinding(save, finding, seed))
  const report = { command: dut ?? 'hopproof router', seed, from, count, seconds: (performance.now() - startMs) / 1000, campaign, files }
  emit(format, toJson(report), () => campaignText(report))
  const missed = count >= enoughToMeetAll && missedReasons(campaign.tally).length > 0
  // Also a router that ended, and no packet was found to do it.
  if (campaign.findings.length > 0 || campaign.tally.failures > 0 || missed) process.exitCode = exits.no
}

export interface FuzzReport {
  readonly command: string
  readonly seed: number
  readonly from: number
  readonly count: number
  readonly seconds: number
  readonly campaign: Campaign
  /** written by --save */
  readonly files: readonly string[]
}

function toJson({ campaign: { tally, findings }, ...about }: FuzzReport) {
  const { verdicts, reasons, rules, pathTypes, known, ...counts } = tally
  const maps = { verdicts, reasons, rules, pathTypes, known }
  return {
    ...about,
    ...counts,
    ...Object.fromEntries(Object.entries(maps).map(([name, map]) => [name, Object.fromEntries(map)])),
    notReached: missedReasons(tally),
    findings: findings.map(({ signature, index, count, sample, differences }) => ({
      signature,
      index,
      count,
      site: sample.site.name,
      recipe: sample.recipe,
      differences,
    })),
  }
}
