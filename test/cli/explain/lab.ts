/** A network of three ASes on disk, and a ping through it: a capture with the packet at each of its four places, keys as a simulation has them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chainSegId, createHopMac, hopMac } from '#crypto/mac.ts'
import { createRouter } from '#router/router.ts'
import { simulatedKey } from '#sim/network.ts'
import { writeAsTopology } from '#topology/json.ts'
import { readTopo } from '#topology/topo.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildPacket, headerLength, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildPath, type Hop } from '#wire/path.ts'
import { type CapturePacket, createCapture } from '#wire/pcapng.ts'
import { buildScmp } from '#wire/scmp.ts'

export const topo = `
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:111": {cert_issuer: 1-ff00:0:110}
  "1-ff00:0:112": {cert_issuer: 1-ff00:0:110}
links:
  - {a: "1-ff00:0:110#1", b: "1-ff00:0:111#41", linkAtoB: CHILD}
  - {a: "1-ff00:0:110#2", b: "1-ff00:0:112#51", linkAtoB: CHILD}
`
export const { topology } = readTopo(topo)
const [core, west, east] = ['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112'] as const satisfies readonly IsdAs[]
export const seed = 1
export const madeS = 1_800_000_000
const expTime = 63

function hopOf(isdAs: IsdAs, segId: number, consIngress: number, consEgress: number): Hop {
  const mac = hopMac(createHopMac(simulatedKey(seed, isdAs)), segId, madeS, expTime, consIngress, consEgress).slice(0, 6)
  return { ingressAlert: false, egressAlert: false, expTime, consIngress, consEgress, mac }
}

/** 1-ff00:0:111 up to 1-ff00:0:110, down to 1-ff00:0:112: as its host sends it. */
function ping(): Bytes {
  const [up0, down0] = [hopOf(core, 0x1111, 0, 1), hopOf(core, 0x2222, 0, 2)]
  const [up1, down1] = [hopOf(west, chainSegId(0x1111, up0.mac), 41, 0), hopOf(east, chainSegId(0x2222, down0.mac), 51, 0)]
  const info = { peer: false, timestamp: madeS }
  const path = buildPath({
    currInf: 0,
    currHf: 0,
    segLens: [2, 2],
    infos: [
      { ...info, consDir: false, segId: chainSegId(0x1111, up0.mac) },
      { ...info, consDir: true, segId: 0x2222 },
    ],
    hops: [up1, up0, down0, down1],
  })
  const header = {
    trafficClass: 0,
    flowId: 1,
    nextHeader: protocols.scmp,
    pathType: pathTypes.scion,
    dstIsdAs: east,
    srcIsdAs: west,
    dstHost: parseHost('10.0.0.2'),
    srcHost: parseHost('10.0.0.1'),
  }
  const message = buildScmp({ kind: 'echoRequest', code: 0, identifier: 7, sequence: 1, data: new Uint8Array(8) })
  const packet = buildPacket(header, path, message)
  setUpperLayerChecksum(packet, protocols.scmp, headerLength(packet))
  return packet
}

const routerOf = (isdAs: IsdAs, n: number) => topology.ases.find(as => as.isdAs === isdAs)!.routers[n]!
const [brWest, brIn, brOut, brEast] = [routerOf(west, 0), routerOf(core, 0), routerOf(core, 1), routerOf(east, 0)]
export const routers = { west: brWest.id, in: brIn.id, out: brOut.id, east: brEast.id }

/** What leaves a router that the packet comes to from an address. */
function through(isdAs: IsdAs, id: string, port: number, from: string, packet: Bytes): Bytes {
  const as = topology.ases.find(a => a.isdAs === isdAs)!
  const router = createRouter({ as, id, key: simulatedKey(seed, isdAs), clock: { epochS: madeS }, random: () => 0 })
  return router.process(router.linkOf(port, from), from, packet.slice(), 0).sent!
}

const host = '10.0.0.1:30041'
const sent = ping()
const onFirstLink = through(west, brWest.id, 0, host, sent)
const inside = through(core, brIn.id, 1, '', onFirstLink)
const onSecondLink = through(core, brOut.id, 0, brIn.internalAddress, inside)

/** From the host to its router, to the core, from router to router there, to the last AS. */
export const places: readonly (Pick<CapturePacket, 'src' | 'dst'> & { readonly payload: Bytes })[] = [
  { src: host, dst: brWest.internalAddress, payload: sent },
  { src: brWest.interfaces[0]!.local, dst: brIn.interfaces[0]!.local, payload: onFirstLink },
  { src: brIn.internalAddress, dst: brOut.internalAddress, payload: inside },
  { src: brOut.interfaces[0]!.local, dst: brEast.interfaces[0]!.local, payload: onSecondLink },
]

export function captureOf(packets: typeof places): Bytes {
  const pieces: Bytes[] = []
  const add = createCapture(piece => void pieces.push(piece), 'test')
  packets.forEach((p, i) => {
    add({ ...p, unixNs: BigInt(madeS + 60) * 1_000_000_000n + BigInt(i) * 1_000_000n, interfaceName: `link ${i}`, comment: '' })
  })
  return concatBytes(...pieces)
}

export interface Lab {
  readonly folder: string
  readonly topo: string
  /** AS folders with topology.json and keys/master0.key, those keys are others than the simulation's */
  readonly gen: string
  readonly capture: string
}

export const master = 'V9SOOHqV4KdAL6utGnvEtA=='

export function writeLab(): Lab {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-explain-'))
  const lab = { folder, topo: join(folder, 'lab.topo'), gen: join(folder, 'gen'), capture: join(folder, 'lab.pcapng') }
  writeFileSync(lab.topo, topo)
  writeFileSync(lab.capture, captureOf(places))
  for (const as of topology.ases) {
    const own = join(lab.gen, `AS${as.isdAs.slice(2).replaceAll(':', '_')}`)
    mkdirSync(join(own, 'keys'), { recursive: true })
    writeFileSync(join(own, 'topology.json'), JSON.stringify(writeAsTopology(as)))
    writeFileSync(join(own, 'keys', 'master0.key'), master)
  }
  return lab
}
