/**
 * `hopproof pki certificate renew`: a new chain for an AS, from a CA whose key is at hand. Request, the CA's checks and the answer are those of
 * the control service, only nothing travels.
 */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { testcryptoLives } from '#control/trust/authority.ts'
import { type Chain, formatChain } from '#crypto/chain.ts'
import type { Curve, PrivateKey } from '#crypto/ecdsa.ts'
import { formatPrivateKey } from '#crypto/key-file.ts'
import { buildRenewalRequest, type CertificateAuthority, issueChain, verifyRenewalRequest } from '#crypto/renewal.ts'
import type { Trc } from '#crypto/trc.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readChain, readKeyOf, readTrc } from '#emulate/files/trust-files.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { formatTime } from '#host/duration.ts'
import { columns, emit, exits, type Format, formatOption, paint } from '../output.ts'
import { sayFailure } from '../tools/tool-options.ts'
import { newKey, newSerial, readAuthority } from './certificate-create.ts'
import { activeOf, chainFault } from './chain.ts'
import { curveOption } from './testcrypto.ts'
import { formatLife, nowS, parseLifeS, timeOption } from './time.ts'
import { formatSerial, plain, validityData } from './trc-text.ts'

interface Options {
  readonly ca: string
  readonly caKey: string
  readonly trc: readonly string[]
  readonly out?: string
  readonly outKey?: string
  readonly reuseKey: boolean
  readonly expiresIn?: Remaining
  readonly notAfter?: number
  readonly curve: Curve
  readonly force: boolean
  readonly format: Format
}

/** Of a chain's life: seconds, or a share of it. */
type Remaining = { readonly lifeS: number } | { readonly share: number }

export function registerRenew(certificate: Command): void {
  certificate
    .command('renew')
    .description('renew the chain of an AS, with the key of its CA: without a network, as the control service of the CA would do it')
    .argument('<chain>', 'the present chain, which must still be valid')
    .argument('<key>', 'its private key')
    .requiredOption('--ca <file>', 'certificate of the CA')
    .requiredOption('--ca-key <file>', 'private key of the CA')
    .requiredOption('--trc <file...>', 'TRCs of the ISD: they must vouch for the present chain and for the new one')
    .option('--out <file>', 'write the new chain there (default: <chain>, with --force)')
    .option('--out-key <file>', 'write the new key there (default: <key>, with --force)')
    .option('--reuse-key', 'keep the present key', false)
    .addOption(
      new Option('--expires-in <duration|share>', 'only if less of its life is left: 56h, or 0.75 of its whole life').argParser(
        parseRemaining,
      ),
    )
    .addOption(timeOption('--not-after <time>', `how long the new chain is valid (default: ${formatLife(testcryptoLives.asS)})`))
    .addOption(curveOption())
    .option('--force', 'replace files that are there', false)
    .addOption(formatOption())
    .action(renew)
}

function parseRemaining(text: string): Remaining {
  if (!/^[01](\.\d{1,9})?$/.test(text)) return { lifeS: parseLifeS(text) }
  if (Number(text) <= 1) return { share: Number(text) }
  throw new InvalidArgumentError('Expected a share from 0 to 1, or a duration like 56h.')
}

/** Exit 1 when the CA refuses. */
function renew(file: string, keyFile: string, options: Options): void {
  const chain = readChain(file)
  const key = readKeyOf(chain.as, keyFile)
  const ca = readAuthority(options.ca, options.caKey, 'cp-ca')
  const timeS = nowS()
  const active = activeOf(
    options.trc.map(name => readTrc(name).trc),
    timeS,
  )
  const leftS = chain.as.notAfterS - timeS
  if (options.expiresIn !== undefined && leftS >= leastS(options.expiresIn, chain)) {
    emit(
      options.format,
      { renewed: false, validity: validityData(chain.as) },
      () => `${file}: not renewed, it is valid for another ${formatLife(leftS)}`,
    )
    return
  }
  const nextKey = options.reuseKey ? key : newKey(options.curve)
  const renewed = grant(chain, key, nextKey, ca, active, timeS, options.notAfter)
  if (typeof renewed === 'string') {
    sayFailure(`${file}: not renewed: ${renewed}`, exits.no)
    return
  }
  const files = [
    { path: options.out ?? file, text: formatChain(renewed) },
    ...(options.reuseKey ? [] : [{ path: options.outKey ?? keyFile, text: formatPrivateKey(nextKey), secret: true }]),
  ]
  writeNew(files, options.force)
  const written = files.map(f => f.path)
  const data = { renewed: true, files: written, serial_number: formatSerial(renewed.as.serial), validity: validityData(renewed.as) }
  emit(options.format, data, () => describe(chain, renewed, options.reuseKey, written))
}

const leastS = (wanted: Remaining, { as }: Chain): number =>
  'lifeS' in wanted ? wanted.lifeS : wanted.share * (as.notAfterS - as.notBeforeS)

/** The request is signed with the present chain, and the CA verifies it as if it had come over the network. */
function grant(
  chain: Chain,
  key: PrivateKey,
  nextKey: PrivateKey,
  ca: CertificateAuthority,
  active: readonly Trc[],
  timeS: number,
  notAfterS = Math.min(timeS + testcryptoLives.asS, ca.certificate.notAfterS),
): Chain | string {
  const present = chainFault(chain, active, timeS)
  if (present !== undefined) return present
  const request = verifyRenewalRequest(
    buildRenewalRequest({ chain, key }, nextKey, timeS, platformEcdsa),
    () => active,
    timeS,
    platformEcdsa,
  )
  if (typeof request === 'string') return request
  if (notAfterS <= timeS) return 'the new chain would end before it begins'
  const renewed = issueChain(request, ca, { serial: newSerial(), notBeforeS: timeS, notAfterS }, platformEcdsa)
  return typeof renewed === 'string' ? renewed : (chainFault(renewed, active, timeS) ?? renewed)
}

function describe(before: Chain, renewed: Chain, sameKey: boolean, files: readonly string[]): string {
  const rows = [
    ['before', formatSerial(before.as.serial).replaceAll(' ', ''), `until ${formatTime(before.as.notAfterS)}`],
    ['now', formatSerial(renewed.as.serial).replaceAll(' ', ''), `until ${formatTime(renewed.as.notAfterS)}`],
  ]
  return [
    `${paint('bold', renewed.as.subject.isdAs!)}: renewed with ${sameKey ? 'the same' : 'a new'} key by ${plain(renewed.ca.subject.commonName)}`,
    columns(rows, { indent: '  ' }),
    `written to ${files.join(', ')}`,
  ].join('\n')
}
