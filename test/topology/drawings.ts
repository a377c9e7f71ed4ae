/** A network with everything a drawing must cope with: names that need escaping, all kinds of links, a note. */
import { readTopo } from '#topology/topo.ts'

export const drawn = readTopo(`
name: "<a & \\"b\\">"
note: "a <note> \\u0007 with\\nlines"
ASes:
  "1-ff00:0:110": {core: true, issuing: true}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110", note: "x < y"}
  "2-64512": {core: true}
links:
  - {a: "1-ff00:0:110#11", b: "2-64512#12", linkAtoB: CORE, delay: 20ms}
  - {a: "1-ff00:0:110#13", b: "1-ff00:0:111#14", linkAtoB: CHILD, loss: 2%, bw: 10}
  - {a: "1-ff00:0:111#15", b: "2-64512#16", linkAtoB: PEER, note: "q & r"}
`).topology
