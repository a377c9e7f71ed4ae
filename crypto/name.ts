/** Distinguished names of certificates, with SCION's ISD-AS attribute.   RFC 5280 4.1.2.4; pkg/scrypto/cppki/{certs,name}.go */
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, isWildcard, parseIsdAs } from '#wire/isdas.ts'
import { type DerReader, enter, readAll, readOid, readText, tags } from './der.ts'
import { element, oid, printableString, sequence, utf8String } from './der-write.ts'
import { oids } from './oid.ts'

export interface NameAttribute {
  /** object identifier, dotted */
  readonly type: string
  readonly value: string
}

export interface Name {
  readonly der: Bytes
  /** in order; where several make one relative name they follow each other */
  readonly attributes: readonly NameAttribute[]
  /** "" when there is none */
  readonly commonName: string
  /** of the first ISD-AS attribute, if that is canonical and no wildcard */
  readonly isdAs?: IsdAs
  /** what is wrong with the ISD-AS attribute */
  readonly isdAsFault?: string
  /** Two names are equal when these are: see `comparedTypes`. */
  readonly comparable: string
}

export function readName(r: DerReader, what: string): Name {
  const start = r.at
  const attributes = readAll(enter(r, tags.sequence, what), rdn => readAll(enter(rdn, tags.set, what), readAttribute)).flat()
  return named(r.bytes.subarray(start, r.at), attributes)
}

function readAttribute(r: DerReader): NameAttribute {
  const inside = enter(r, tags.sequence, 'name attribute')
  return { type: readOid(inside, 'attribute type'), value: readText(inside, 'attribute value') }
}

/**
 * A name of ours: one attribute a relative name, in PrintableString where that can hold it, else in UTF8String. Go writes names so, and who issued
 * a certificate is told by the bytes of names: one that the reference's tools write again stays what it was.
 */
export function buildName(attributes: readonly NameAttribute[]): Name {
  const rdns = attributes.map(({ type, value }) =>
    element(tags.set, sequence(oid(type), (printable.test(value) ? printableString : utf8String)(value))),
  )
  return named(sequence(...rdns), attributes)
}

const printable = /^[A-Za-z0-9 '()+,./:=?-]*$/

/** The name testcrypto gives: common name and ISD-AS. */
export const subjectName = (commonName: string, isdAs: IsdAs): Name =>
  buildName([
    { type: oids.commonName, value: commonName },
    { type: oids.isdAs, value: isdAs },
  ])

function named(der: Bytes, attributes: readonly NameAttribute[]): Name {
  const valuesOf = (type: string): string[] => attributes.filter(a => a.type === type).map(a => a.value)
  return {
    der,
    attributes,
    commonName: valuesOf(oids.commonName).at(-1) ?? '',
    ...isdAsOf(valuesOf(oids.isdAs)[0]),
    comparable: JSON.stringify(comparedTypes.map(type => valuesOf(type).slice(singleTypes.has(type) ? -1 : 0))),
  }
}

/** What the reference compares of a name, in its order: SCION's own ISD-AS attribute is not among it, nor is the order of relative names. */
const comparedTypes: readonly string[] = [
  oids.country,
  oids.organization,
  oids.organizationalUnit,
  oids.locality,
  oids.province,
  oids.streetAddress,
  oids.postalCode,
  oids.commonName,
  oids.serialNumber,
]
const singleTypes: ReadonlySet<string> = new Set([oids.commonName, oids.serialNumber])

function isdAsOf(text: string | undefined): { readonly isdAs?: IsdAs; readonly isdAsFault?: string } {
  if (text === undefined) return {}
  try {
    const isdAs = parseIsdAs(text)
    if (isWildcard(isdAs)) return { isdAsFault: `wildcard ISD-AS ${isdAs}` }
    return isdAs === text ? { isdAs } : { isdAsFault: `ISD-AS "${text}" is not spelt ${isdAs}` }
  } catch (error) {
    if (error instanceof UserError) return { isdAsFault: error.message }
    throw error
  }
}
