/** `hopproof pki trc update`: the TRC after another, from what is to change and the keys of those who vote. */
import { dirname, join } from 'node:path'
import { type Command, Option } from 'commander'
import type { Certificate } from '#crypto/certificate.ts'
import type { PrivateKey } from '#crypto/ecdsa.ts'
import { signTrc, type TrcChanges } from '#crypto/sign-trc.ts'
import { formatTrcFile } from '#crypto/signed-trc.ts'
import { formatTrcId, type Trc } from '#crypto/trc.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readCertificates, readKey, readTrc } from '#emulate/files/trust-files.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf, parseIsdAs } from '#wire/isdas.ts'
import { columns, emit, type Format, formatOption, paint } from '../output.ts'
import { integer } from '../tools/tool-options.ts'
import { nowS, parseGraceS, timeOption } from './time.ts'
import { changeCertificates, keyFor, type PlannedUpdate, planUpdate } from './trc-plan.ts'
import { describeValidity, plain, validityData } from './trc-text.ts'

interface Options {
  readonly key: readonly string[]
  readonly certificate: readonly string[]
  readonly remove: readonly number[]
  readonly core?: readonly IsdAs[]
  readonly authoritative?: readonly IsdAs[]
  readonly quorum?: number
  readonly description?: string
  readonly notBefore?: number
  readonly notAfter?: number
  readonly gracePeriod: number
  readonly out?: string
  readonly force: boolean
  readonly format: Format
}

const weekS = 7 * 86_400

export function registerTrcUpdate(trc: Command): void {
  trc
    .command('update')
    .summary('make the next TRC')
    .description(
      'Make the TRC after another: the same but for what you change, with the next serial number.\nThe rules decide whether it is a regular or a sensitive update; the keys you give vote, and sign where new voters or replaced roots must.',
    )
    .argument('<predecessor>', 'the TRC it follows')
    .addOption(new Option('-k, --key <file...>', 'private keys of voters, new voters and replaced roots').default([]))
    .addOption(new Option('-c, --certificate <file...>', 'put it in: it replaces the one of its class and subject, or is new').default([]))
    .addOption(
      new Option('--remove <index>', 'take this certificate out, repeatable (numbers: pki trc inspect)')
        .argParser(collectIndex)
        .default([]),
    )
    .addOption(new Option('--core <ISD-AS,...>', 'the core ASes, all of them').argParser(parseAses))
    .addOption(new Option('--authoritative <ISD-AS,...>', 'the authoritative ASes, all of them').argParser(parseAses))
    .addOption(new Option('--quorum <n>', 'how many votes later updates take').argParser(integer(1, 255)))
    .option('--description <text>', 'what it says of itself')
    .addOption(timeOption('--not-before <time>', 'beginning of its validity (default: now)'))
    .addOption(timeOption('--not-after <time>', 'end (default: it lives as long as its predecessor, or its certificates)'))
    .addOption(
      new Option('--grace-period <duration>', 'how long its predecessor stays good; 0s when a key of it is compromised')
        .argParser(parseGraceS)
        .default(weekS, '7d'),
    )
    .option('-o, --out <file>', 'write to this file (default: ISD1-B1-S2.trc beside its predecessor)')
    .option('--force', 'replace a file that is there', false)
    .addOption(formatOption())
    .action(update)
}

const collectIndex = (text: string, before: readonly number[]): number[] => [...before, integer(0, 65_535)(text)]
const parseAses = (text: string): IsdAs[] => text.split(',').map(parseIsdAs)

function update(file: string, options: Options): void {
  const predecessor = readTrc(file).trc
  const certificates = changeCertificates(predecessor.certificates, options.remove, options.certificate.flatMap(readCertificates))
  const changes = changesOf(predecessor, certificates, options)
  const keys = options.key.map(name => readSignersKey(name, [...predecessor.certificates, ...certificates]))
  const plan = planUpdate(predecessor, changes, keys)
  const timeS = nowS()
  const signed = signTrc(
    plan.content,
    plan.signers.map(s => ({ ...s, timeS })),
    platformEcdsa,
  )
  const out = options.out ?? join(dirname(file), `${formatTrcId(plan.content.id)}.trc`)
  writeNew([{ path: out, text: formatTrcFile(signed) }], options.force)
  emit(options.format, planData(plan, out), () => planText(plan, out))
}

function changesOf(predecessor: Trc, certificates: readonly Certificate[], options: Options): TrcChanges {
  for (const isdAs of [...(options.core ?? []), ...(options.authoritative ?? [])])
    if (isdOf(isdAs) !== predecessor.id.isd)
      throw new UserError(`${isdAs} is not of ISD ${predecessor.id.isd}`, 'a TRC names ASes of its own ISD')
  const notBeforeS = options.notBefore ?? nowS()
  const lifeS = predecessor.notAfterS - predecessor.notBeforeS
  // One that is over cannot stay in the TRC, and the check of the TRC names it.
  const endsS = certificates.map(c => c.notAfterS).filter(endS => endS > notBeforeS)
  return {
    certificates,
    notBeforeS,
    notAfterS: options.notAfter ?? Math.min(notBeforeS + lifeS, ...endsS),
    gracePeriodS: options.gracePeriod,
    coreAses: options.core ?? predecessor.coreAses,
    authoritativeAses: options.authoritative ?? predecessor.authoritativeAses,
    quorum: options.quorum ?? predecessor.quorum,
    description: options.description ?? predecessor.description,
  }
}

function readSignersKey(file: string, certificates: readonly Certificate[]): PrivateKey {
  const key = readKey(file)
  if (certificates.some(c => keyFor(c, [key]) !== undefined)) return key
  throw new UserError('is the key of no certificate in either TRC', 'keys of voters and roots lie in crypto/voting and crypto/ca', { file })
}

const planData = ({ content, kind, whySensitive, signers }: PlannedUpdate, file: string) => ({
  file,
  id: formatTrcId(content.id),
  kind,
  ...(whySensitive === undefined ? {} : { reason: whySensitive }),
  validity: validityData(content),
  signatures: signers.map(({ certificate, purpose }) => ({ common_name: certificate.subject.commonName, purpose })),
})

function planText({ content, kind, whySensitive, signers }: PlannedUpdate, file: string): string {
  const why = whySensitive === undefined ? '' : `, because ${whySensitive}`
  return [
    `${paint('bold', formatTrcId(content.id))}: a ${kind} update${why}`,
    columns([['valid', describeValidity(content, nowS())], ...signers.map(s => [s.purpose, plain(s.certificate.subject.commonName)])], {
      indent: '  ',
    }),
    `written to ${file}`,
  ].join('\n')
}
