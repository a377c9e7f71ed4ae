/** `hopproof pki testcrypto`: the trust material of a whole network, for tests: who knows the seed knows every key. */
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { type Authority, createAuthority, testcryptoLives } from '#control/trust/authority.ts'
import { type Curve, type Ecdsa, softwareEcdsa } from '#crypto/ecdsa.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { formatTime } from '#host/duration.ts'
import { masterSecret } from '#sim/network.ts'
import { seedBytes } from '#sim/random.ts'
import type { Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { columns, emit, type Format, formatOption } from './output.ts'
import { formatLife, nowS, parseLifeS, timeOption } from './pki-time.ts'
import { cryptoTree } from './pki-tree.ts'
import { readTopology } from './tool-network.ts'
import { integer } from './tool-options.ts'
import { writeNew } from './write-file.ts'

interface Options {
  readonly out: string
  readonly seed?: number
  readonly notBefore?: number
  readonly asValidity: number
  readonly curve: Curve
  readonly isdDir: boolean
  readonly force: boolean
  readonly format: Format
}

export function registerTestcrypto(pki: Command): void {
  pki
    .command('testcrypto')
    .summary('make the trust material of a test network')
    .description(
      'Make keys, certificates and TRCs of every AS of a network, in the files scion-pki testcrypto makes, and the master keys.\nFor tests only: who knows the seed knows every key.',
    )
    .argument('<topology>', '.topo file, or a folder of AS*/topology.json')
    .option('-o, --out <folder>', 'where to', 'gen')
    .addOption(
      new Option('--seed <n>', 'the same keys for the same number (default: by chance, and printed)').argParser(integer(0, 0xffff_ffff)),
    )
    .addOption(timeOption('--not-before <time>', 'when everything begins to be valid (default: a minute ago)'))
    .addOption(
      new Option('--as-validity <duration>', 'life of AS certificates')
        .argParser(parseLifeS)
        .default(testcryptoLives.asS, formatLife(testcryptoLives.asS)),
    )
    .addOption(curveOption())
    .option('--isd-dir', 'AS folders in folders of their ISDs', false)
    .option('--force', 'replace files that are there', false)
    .addOption(formatOption())
    .action(testcrypto)
}

export const curveOption = (): Option =>
  new Option('--curve <curve>', 'elliptic curve of new keys').choices(['P-256', 'P-384', 'P-521'] satisfies Curve[]).default('P-256')

/** Signs in software, so that the same seed gives the same bytes; the platform verifies, faster. */
export const reproducibleEcdsa: Ecdsa = { sign: softwareEcdsa.sign, verify: platformEcdsa.verify }

function testcrypto(file: string, options: Options): void {
  const topology = readTopology(file)
  const seed = options.seed ?? randomInt(0x1_0000_0000)
  const notBeforeS = options.notBefore ?? nowS() - 60
  requireCas(options)
  const authority = createAuthority({
    ases: topology.ases,
    seed: name => seedBytes(seed, `PKI ${name}`),
    ecdsa: reproducibleEcdsa,
    curve: options.curve,
    notBeforeS,
    lives: { asS: options.asValidity },
  })
  const files = cryptoTree(authority, {
    isdFolders: options.isdDir,
    masterSecret: (isdAs, i) => (i === 0 ? masterSecret(seed, isdAs) : seedBytes(seed, `${isdAs} master key 1`).subarray(0, 16)),
  })
  requireApart(files, file)
  writeNew(
    files.map(f => ({ ...f, path: join(options.out, f.path) })),
    options.force,
  )
  const made = { folder: options.out, seed, notBefore: formatTime(notBeforeS), files: files.map(f => f.path) }
  emit(options.format, made, () => describe(topology, authority, made))
}

function requireCas({ asValidity }: Options): void {
  if (asValidity > testcryptoLives.caS)
    throw new UserError(
      `--as-validity ${formatLife(asValidity)} is longer than CAs live`,
      `they live for ${formatLife(testcryptoLives.caS)}, and no certificate outlives its CA`,
    )
}

/** Folders are named by AS number alone, as the reference does. */
function requireApart(files: readonly { readonly path: string }[], file: string): void {
  if (new Set(files.map(f => f.path)).size < files.length)
    throw new UserError('two ASes have the same AS number in different ISDs', 'give --isd-dir: their folders lie in folders of the ISDs', {
      file,
    })
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
