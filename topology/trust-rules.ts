/** Rules about who vouches for whom: the roles of ASes in their ISD's TRC, and issuers of certificates. */
import { isdOf } from '#wire/isdas.ts'
import type { TopologyRule } from './rules.ts'

export const authoritativeIsCore: TopologyRule = {
  name: 'authoritativeIsCore',
  says: 'authoritative ASes are core: they are asked for the TRC',
  *find({ topology }) {
    for (const as of topology.ases)
      if (as.authoritative && !as.core) yield { at: as.isdAs, text: `${as.isdAs} is authoritative but not core` }
  },
}

export const issuerKnown: TopologyRule = {
  name: 'issuerKnown',
  says: "an AS's certificate is issued by an issuing AS of its ISD",
  *find({ topology, as: ases }) {
    for (const { isdAs, certIssuer } of topology.ases) {
      if (certIssuer === undefined) continue
      const issuer = ases.get(certIssuer)
      if (issuer === undefined) yield { at: isdAs, text: `the issuer ${certIssuer} of ${isdAs} is not among the ASes` }
      else if (isdOf(certIssuer) !== isdOf(isdAs)) yield { at: isdAs, text: `the issuer ${certIssuer} of ${isdAs} is in another ISD` }
      else if (!issuer.issuing) yield { at: isdAs, text: `the issuer ${certIssuer} of ${isdAs} is not marked as issuing` }
    }
  },
}
