/** `hopproof pki certificate`: what certificates say, and whether a chain may be trusted. */
import type { Command } from 'commander'
import { formatTrcId } from '#crypto/trc.ts'
import { readCertificates, readChain, readTrc } from '#emulate/files/trust-files.ts'
import { formatTime } from '#host/duration.ts'
import { emit, exits, type Format, formatOption, paint } from '../output.ts'
import { registerCreate } from './certificate-create.ts'
import { registerRenew } from './certificate-renew.ts'
import { certificateData, certificateText } from './certificate-text.ts'
import { activeOf, chainFault } from './chain.ts'
import { nowS, timeOption } from './time.ts'
import { plain } from './trc-text.ts'

export function registerCertificate(pki: Command): void {
  const certificate = pki.command('certificate').alias('cert').description('certificates and chains of ASes')
  certificate
    .command('inspect')
    .description('say what is in certificates, and whether they are sound; nothing is verified')
    .argument('<file>', 'certificates in PEM')
    .addOption(formatOption())
    .action((file: string, { format }: { format: Format }) => {
      const certificates = readCertificates(file)
      emit(format, { certificates: certificates.map(certificateData) }, () => certificates.map(c => certificateText(c, nowS())).join('\n'))
    })
  certificate
    .command('verify')
    .description('verify the chain of an AS with the TRCs of its ISD')
    .argument('<chain>', 'certificates of AS and CA, in PEM')
    .requiredOption('--trc <file...>', 'TRCs that are trusted; the latest counts, and the one before it in the grace period')
    .addOption(timeOption('--at <time>', 'when (default: now)'))
    .addOption(formatOption())
    .action(verify)
  registerCreate(certificate)
  registerRenew(certificate)
}

/** Exit 1 when the chain is refused. */
function verify(file: string, options: { readonly trc: readonly string[]; readonly at?: number; readonly format: Format }): void {
  const chain = readChain(file)
  const atS = options.at ?? nowS()
  const active = activeOf(
    options.trc.map(name => readTrc(name).trc),
    atS,
  )
  const fault = chainFault(chain, active, atS)
  const data = {
    file,
    isd_as: chain.as.subject.isdAs!,
    at: formatTime(atS),
    trcs: active.map(trc => formatTrcId(trc.id)),
    verified: fault === undefined,
    ...(fault === undefined ? {} : { reason: fault }),
  }
  emit(options.format, data, () =>
    fault === undefined
      ? `${file}: ${paint('green', 'verified')}, chain of ${data.isd_as} with ${data.trcs.join(', ')} at ${data.at}`
      : `${file}: ${paint('red', 'refused')}, ${plain(fault)}`,
  )
  if (fault !== undefined) process.exitCode = exits.no
}
