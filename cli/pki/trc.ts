/** `hopproof pki trc`: what TRCs say, whether they may be trusted, what is in them. */
import { type Command, Option } from 'commander'
import { formatCertificates } from '#crypto/chain.ts'
import { formatPem } from '#crypto/pem.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readAnchor, readTrc, readTrcOrPayload } from '#emulate/files/trust-files.ts'
import { writeResult } from '#emulate/files/write-file.ts'
import { columns, emit, exits, type Format, formatOption, paint, warn } from '../output.ts'
import { nowS } from './time.ts'
import { describeValidity, plain, trcData, trcText, validityData } from './trc-text.ts'
import { registerTrcUpdate } from './trc-update.ts'
import { verifyTrcs } from './trc-verify.ts'

export function registerTrc(pki: Command): void {
  const trc = pki.command('trc').description('TRCs: the roots of trust of an ISD')
  trc
    .command('inspect')
    .description('say what is in a TRC, or in the payload of one; nothing is verified')
    .argument('<file>', 'TRC, in PEM or DER')
    .option('--predecessor <file>', 'the TRC before it: shows which kind of update it is and who signed for what')
    .addOption(formatOption())
    .action(inspect)
  trc
    .command('verify')
    .description('verify TRCs, each with the one before it, the first with the anchor; a base TRC without anchor only by its own voters')
    .argument('<file...>', 'TRCs of one ISD without a gap, in any order')
    .option(
      '-a, --anchor <file>',
      'what is trusted already: the TRC before the first, or certificates (PEM) that must have signed the base TRC',
    )
    .addOption(formatOption())
    .action(verify)
  registerTrcUpdate(trc)
  trc
    .command('extract')
    .description('write the certificates of a TRC as PEM, or its payload')
    .argument('<file>', 'TRC')
    .addOption(new Option('--part <part>', 'what of it').choices(['certificates', 'payload']).default('certificates'))
    .option('-o, --out <file>', 'write to this file instead of stdout')
    .action((file: string, options: { part: 'certificates' | 'payload'; out?: string }) => {
      const { trc: content } = readTrc(file)
      const payload = formatPem({ label: 'TRC PAYLOAD', der: content.der })
      writeResult(options.part === 'payload' ? payload : formatCertificates(content.certificates), options.out)
    })
}

function inspect(file: string, options: { readonly predecessor?: string; readonly format: Format }): void {
  const signed = readTrcOrPayload(file)
  const predecessor = options.predecessor === undefined ? undefined : readTrc(options.predecessor).trc
  emit(options.format, trcData(signed, predecessor), () => trcText(signed, predecessor, nowS()))
}

/** Exit 1 when one is refused. */
function verify(files: readonly string[], options: { readonly anchor?: string; readonly format: Format }): void {
  const named = files.map(file => ({ file, signed: readTrc(file) }))
  const anchor = options.anchor === undefined ? undefined : readAnchor(options.anchor)
  const verdicts = verifyTrcs(
    named.map(n => n.signed),
    anchor,
    platformEcdsa,
  ).map(({ signed, fault, kind }) => ({
    file: named.find(n => n.signed === signed)!.file,
    id: formatTrcId(signed.trc.id),
    kind,
    verified: fault === undefined,
    ...(fault === undefined ? {} : { reason: fault }),
    validity: validityData(signed.trc),
    trc: signed.trc,
  }))
  emit(options.format, { trcs: verdicts.map(({ trc: _, ...data }) => data) }, () =>
    columns(
      verdicts.map(v => [
        v.id,
        v.kind,
        v.verified ? paint('green', 'verified') : paint('red', 'refused'),
        v.reason === undefined ? describeValidity(v.trc, nowS()) : plain(v.reason),
      ]),
    ),
  )
  if (verdicts.some(v => !v.verified)) process.exitCode = exits.no
  else if (anchor === undefined)
    warn('note: nobody but its own voters vouches for the base TRC; --anchor FILE verifies it with what you trust')
}
