/** Where scion-pki testcrypto puts the trust material of a network, and in which form: paths and contents, nothing is written here. */
import type { Authority, Holder } from '#control/trust/authority.ts'
import type { Certificate } from '#crypto/certificate.ts'
import { type CertificateClass, classOf } from '#crypto/certificate-class.ts'
import { formatCertificates, formatChain } from '#crypto/chain.ts'
import { formatPrivateKey } from '#crypto/key-file.ts'
import { toBase64 } from '#crypto/pem.ts'
import { formatTrcFile } from '#crypto/signed-trc.ts'
import { formatTrcId } from '#crypto/trc.ts'
import { asFolder } from '#topology/json.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import type { NewFile } from '../files/write-file.ts'

export interface TreeOptions {
  /** ASes lie in folders of their ISDs: ISD1/ASff00_0_110 */
  readonly isdFolders: boolean
  /** of keys/master0.key and master1.key */
  readonly masterSecret: (isdAs: IsdAs, index: 0 | 1) => Bytes
}

/** Folder in crypto/, name of key and template, and what the certificate's name ends in. */
const places: Readonly<Record<CertificateClass, readonly [folder: string, key: string, template: string, ending: string]>> = {
  'sensitive-voting': ['voting', 'sensitive-voting.key', 'sensitive.tmpl', '.sensitive.crt'],
  'regular-voting': ['voting', 'regular-voting.key', 'regular.tmpl', '.regular.crt'],
  'cp-root': ['ca', 'cp-root.key', 'cp-root.tmpl', '.root.crt'],
  'cp-ca': ['ca', 'cp-ca.key', 'cp-ca.tmpl', '.ca.crt'],
  'cp-as': ['as', 'cp-as.key', 'cp-as.tmpl', '.pem'],
}

/** All files of a network, with relative paths: of each AS, and all TRCs and certificates once more in trcs/ and certs/. Throws `UserError`. */
export function cryptoTree(authority: Authority, options: TreeOptions): NewFile[] {
  requireOwnFolders([...authority.credentials.keys()], options)
  const trcs = [...authority.trcs.values()].map(signed => ({
    name: `${formatTrcId(signed.trc.id)}.trc`,
    text: formatTrcFile(signed),
    signed,
  }))
  const held = trcs.flatMap(({ signed }) => signed.trc.certificates.map(c => authority.holderOf(c)!))
  return [
    ...trcs.flatMap(({ name, text, signed }) => [`ISD${signed.trc.id.isd}/trcs`, 'trcs'].map(at => ({ path: `${at}/${name}`, text }))),
    ...[...held, ...authority.cas.values()].flatMap(holder => filesOf(holder, formatCertificates([holder.certificate]), options)),
    ...[...authority.credentials].flatMap(([isdAs, { chain, key }]) => [
      ...filesOf({ certificate: chain.as, key }, formatChain(chain), options),
      ...serviceFiles(isdAs, trcs, options),
    ]),
  ]
}

/** Relative to the network's folder. */
export const folderOf = (isdAs: IsdAs, { isdFolders }: Pick<TreeOptions, 'isdFolders'>): string =>
  `${isdFolders ? `ISD${isdOf(isdAs)}/` : ''}${asFolder(isdAs)}`

/** Folders are named by AS number alone, as the reference does. */
function requireOwnFolders(ases: readonly IsdAs[], options: TreeOptions): void {
  if (new Set(ases.map(as => folderOf(as, options))).size < ases.length)
    throw new UserError('two ASes have the same AS number in different ISDs', 'give --isd-dir: their folders lie in folders of the ISDs')
}

/** A certificate, its key, its subject; and the certificate once more among all. */
function filesOf({ certificate, key }: Holder, pem: string, options: TreeOptions): NewFile[] {
  const isdAs = certificate.subject.isdAs!
  const [folder, keyName, template, ending] = places[classOf(certificate)!]
  const at = `${folderOf(isdAs, options)}/crypto/${folder}`
  const name = `ISD${isdOf(isdAs)}-${asFolder(isdAs)}${ending}`
  return [
    { path: `${at}/${name}`, text: pem },
    { path: `${at}/${keyName}`, text: formatPrivateKey(key), secret: true },
    { path: `${at}/${template}`, text: subjectText(certificate) },
    { path: `certs/${name}`, text: pem },
  ]
}

/** What scion-pki takes as subject template. */
const subjectText = ({ subject }: Certificate): string =>
  `${JSON.stringify({ isd_as: subject.isdAs, common_name: subject.commonName }, undefined, 4)}\n`

/** What services read beside it, which the reference's topology generator adds: the TRCs, and the secret of hop MACs and DRKeys. */
function serviceFiles(isdAs: IsdAs, trcs: readonly { readonly name: string; readonly text: string }[], options: TreeOptions): NewFile[] {
  const at = folderOf(isdAs, options)
  return [
    ...trcs.map(({ name, text }) => ({ path: `${at}/certs/${name}`, text })),
    ...([0, 1] as const).map(i => ({ path: `${at}/keys/master${i}.key`, text: toBase64(options.masterSecret(isdAs, i)), secret: true })),
  ]
}
