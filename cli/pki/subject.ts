/** The subject of a new certificate: from an ISD-AS, a template of scion-pki, or another certificate. */
import { existsSync } from 'node:fs'
import { parseCertificates } from '#crypto/chain.ts'
import { buildName, type Name, type NameAttribute } from '#crypto/name.ts'
import { oids } from '#crypto/oid.ts'
import { readInputJson, readInputText } from '#emulate/files/input.ts'
import { isMalformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { parseIsdAs } from '#wire/isdas.ts'

/** Members of a template, in the order they have in the name. */
const members: Readonly<Record<string, string>> = {
  country: oids.country,
  organization: oids.organization,
  organizational_unit: oids.organizationalUnit,
  locality: oids.locality,
  province: oids.province,
  street_address: oids.streetAddress,
  postal_code: oids.postalCode,
  common_name: oids.commonName,
  serial_number: oids.serialNumber,
  isd_as: oids.isdAs,
}
/** X.520's upper bounds are between 2 and 64; nobody needs more than this. */
const maxLength = 128

/** `text`: ISD-AS or file. The subject of a certificate stays as it is, to the byte, for so its issued certificates name it. Throws `UserError`. */
export function readSubject(text: string, commonName: string | undefined): Name {
  const known = existsSync(text) ? parseCertificates(readInputText(text)) : []
  const subject = isMalformed(known) ? undefined : known[0]?.subject
  if (subject?.isdAs !== undefined && commonName === undefined) return subject
  const attributes = subject?.attributes ?? (existsSync(text) ? readTemplate(text) : [{ type: oids.isdAs, value: parseSubject(text) }])
  const named = commonName ?? attributes.find(a => a.type === oids.commonName)?.value ?? attributes.find(a => a.type === oids.isdAs)?.value
  const others = attributes.filter(a => a.type !== oids.commonName && a.type !== oids.isdAs)
  const name = buildName([
    ...others,
    ...(named === undefined ? [] : [{ type: oids.commonName, value: named }]),
    ...attributes.filter(a => a.type === oids.isdAs),
  ])
  if (name.isdAs !== undefined) return name
  throw new UserError(name.isdAsFault ?? 'the subject names no ISD-AS', 'a template has the member "isd_as": "1-ff00:0:110"', {
    file: text,
  })
}

function parseSubject(text: string): string {
  try {
    return parseIsdAs(text)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    throw new UserError(`"${text}" is neither a file nor an ISD-AS`, 'name a template, a certificate, or an AS like 1-ff00:0:110')
  }
}

function readTemplate(file: string): readonly NameAttribute[] {
  const template = readInputJson(file)
  if (typeof template !== 'object' || template === null || Array.isArray(template))
    throw new UserError('is no template', 'a JSON object', { file })
  const unknown = Object.keys(template).find(member => !Object.hasOwn(members, member))
  if (unknown !== undefined) throw new UserError(`unknown member "${unknown}"`, `known: ${Object.keys(members).join(', ')}`, { file })
  return Object.entries(members).flatMap(([member, type]) => {
    const value = (template as Record<string, unknown>)[member]
    if (value === undefined || value === '') return []
    if (typeof value === 'string' && value.length <= maxLength) return [{ type, value }]
    throw new UserError(`"${member}" is not a text of at most ${maxLength} characters`, undefined, { file })
  })
}
