/** `hopproof pki testcrypto`: the trust material of a whole network, for tests: who knows the seed knows every key. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { type Authority, testcryptoLives } from '#control/trust/authority.ts'
import type { Curve } from '#crypto/ecdsa.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { cryptoTree } from '#emulate/config/crypto-tree.ts'
import { networkAuthority, networkSecret, type PkiOptions } from '#emulate/config/folders.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { formatTime } from '#host/duration.ts'
import type { Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { columns, emit, type Format, formatOption } from '../output.ts'
import { readTopology } from '../tools/tool-network.ts'
import { integer } from '../tools/tool-options.ts'
import { formatLife, nowS, parseLifeS, timeOption } from './time.ts'

interface Options extends MaterialFlags {
  readonly curve: Curve
  readonly format: Format
}

export function registerTestcrypto(pki: Command): void {
  const command = pki
    .command('testcrypto')
    .summary('make the trust material of a test network')
    .description(
      'Make keys, certificates and TRCs of every AS of a network, in the files scion-pki testcrypto makes, and the master keys.\nFor tests only: who knows the seed knows every key.',
    )
  addMaterialOptions(command).addOption(curveOption()).addOption(formatOption()).action(testcrypto)
}

export interface MaterialFlags {
  readonly out: string
  readonly seed?: number
  readonly notBefore?: number
  readonly asValidity: number
  readonly isdDir: boolean
  readonly force: boolean
}

/** Of commands that make the trust material of a network. */
export const addMaterialOptions = (command: Command): Command =>
  command
    .argument('<topology>', '.topo file, or a folder of AS*/topology.json')
    .option('-o, --out <folder>', 'where to', 'gen')
    .addOption(
      new Option('--seed <n>', 'the same keys for the same number (default: by chance, and printed)').argParser(integer(0, 0xffff_ffff)),
    )
    .addOption(timeOption('--not-before <time>', 'when everything begins to be valid (default: a minute ago)'))
    .addOption(
      new Option('--as-validity <duration>', 'life of AS certificates')
        .argParser(parseAsLifeS)
        .default(testcryptoLives.asS, formatLife(testcryptoLives.asS)),
    )
    .option('--isd-dir', 'AS folders in folders of their ISDs', false)
    .option('--force', 'replace files that are there', false)

function parseAsLifeS(text: string): number {
  const asLifeS = parseLifeS(text)
  if (asLifeS <= testcryptoLives.caS) return asLifeS
  throw new UserError(
    `--as-validity ${formatLife(asLifeS)} is longer than CAs live`,
    `they live for ${formatLife(testcryptoLives.caS)}, and no certificate outlives its CA`,
  )
}

/** The seed and the beginning, by chance and a minute ago where the user gave none. */
export const materialOf = ({ seed = randomInt(0x1_0000_0000), notBefore = nowS() - 60, asValidity }: MaterialFlags): PkiOptions => ({
  seed,
  notBeforeS: notBefore,
  asLifeS: asValidity,
})

export const curveOption = (): Option =>
  new Option('--curve <curve>', 'elliptic curve of new keys').choices(['P-256', 'P-384', 'P-521'] satisfies Curve[]).default('P-256')

function testcrypto(file: string, options: Options): void {
  const topology = readTopology(file)
  const material = materialOf(options)
  const authority = networkAuthority(topology, { ...material, curve: options.curve })
  const files = cryptoTree(authority, { isdFolders: options.isdDir, masterSecret: networkSecret(material.seed) })
  writeNew(
    files.map(f => ({ ...f, path: join(options.out, f.path) })),
    options.force,
  )
  const { seed, notBeforeS } = material
  const made = { folder: options.out, seed, notBefore: formatTime(notBeforeS), files: files.map(f => f.path) }
  emit(options.format, made, () => describe(topology, authority, made))
}

function describe(
  topology: Topology,
  { trcs }: Authority,
  made: { folder: string; seed: number; notBefore: string; files: string[] },
): string {
  const rows = [...trcs.values()].map(({ trc }) => [
    `${formatTrcId(trc.id)}.trc`,
    `core ${trc.coreAses.join(', ')}`,
    `quorum ${trc.quorum}`,
    `until ${formatTime(trc.notAfterS)}`,
  ])
  return [
    `${made.folder}: ${made.files.length} files for ${topology.ases.length} ASes`,
    columns(rows, { indent: '  ' }),
    `The same bytes again: --seed ${made.seed} --not-before ${made.notBefore}`,
  ].join('\n')
}
