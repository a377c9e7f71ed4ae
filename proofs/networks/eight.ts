import type { IsdAs } from '#wire/isdas.ts'

/**
 * Eight ASes, small enough to be searched to the end and wide enough for the known attacks: four levels, two providers above most ASes, a peering
 * link, and an AS (E) that lets its customer (G) use what comes from C1 only.
 *
 *     C1 110 ======= C2 120              core
 *     B 112 ~~~ A 111       D 113        customers of C1; of C1 and C2; of C2
 *     E 114     F 115                    of A and B; of A, B and D
 *     G 116                              of E
 */
export const eightTopo = `
name: eight
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:120": {core: true}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:112": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:113": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:114": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:115": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:116": {cert_issuer: "1-ff00:0:110"}
links:
  - {a: "1-ff00:0:110", b: "1-ff00:0:120", linkAtoB: CORE}
  - {a: "1-ff00:0:110", b: "1-ff00:0:111", linkAtoB: CHILD}
  - {a: "1-ff00:0:110", b: "1-ff00:0:112", linkAtoB: CHILD}
  - {a: "1-ff00:0:120", b: "1-ff00:0:111", linkAtoB: CHILD}
  - {a: "1-ff00:0:120", b: "1-ff00:0:113", linkAtoB: CHILD}
  - {a: "1-ff00:0:111", b: "1-ff00:0:112", linkAtoB: PEER}
  - {a: "1-ff00:0:111", b: "1-ff00:0:114", linkAtoB: CHILD}
  - {a: "1-ff00:0:111", b: "1-ff00:0:115", linkAtoB: CHILD}
  - {a: "1-ff00:0:112", b: "1-ff00:0:114", linkAtoB: CHILD}
  - {a: "1-ff00:0:112", b: "1-ff00:0:115", linkAtoB: CHILD}
  - {a: "1-ff00:0:113", b: "1-ff00:0:115", linkAtoB: CHILD}
  - {a: "1-ff00:0:114", b: "1-ff00:0:116", linkAtoB: CHILD}
`

/** The authorised segments, each as the ASes it was built through, core AS first. */
export const eightSegments: readonly (readonly IsdAs[])[] = [
  ['110', '111', '114', '116'],
  ['120', '111', '114'],
  ['110', '111', '115'],
  ['110', '112', '114'],
  ['110', '112', '115'],
  ['120', '113', '115'],
  ['120', '110'],
  ['110', '120'],
].map(ases => ases.map((as): IsdAs => `1-ff00:0:${as}`))
