/** `hopproof pki`: the control plane's trust material in files, as scion-pki writes and reads them. */
import type { Command } from 'commander'
import { registerCertificate } from './certificate.ts'
import { registerTestcrypto } from './testcrypto.ts'
import { registerTrc } from './trc.ts'

export function registerPki(program: Command): void {
  const pki = program.command('pki').description("keys, certificates and TRCs of the control plane, in scion-pki's files")
  registerTestcrypto(pki)
  registerTrc(pki)
  registerCertificate(pki)
}
