/**
 * The whole rule array on one packet: in transit, crossing over, delivered, refused; one by one with JavaScript AES, and in batches with the
 * platform's. Each packet is put back as it was before the next round, which the figures include.
 */
import type { CipherFactory } from '#crypto/aes.ts'
import { softwareAes } from '#crypto/aes.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { platformAes } from '#emulate/crypto/aes.ts'
import { createBatch, decideBatch, loadBatch } from '#router/batch.ts'
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket } from '#router/packet.ts'
import { createState } from '#router/router.ts'
import type { RouterState } from '#router/state.ts'
import type { AsTopology, LinkType } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { buildPacket } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildPath, type ScionPath } from '#wire/path.ts'
import { header } from './packet.ts'
import type { BenchCase, Section } from './section.ts'

const key = Uint8Array.from({ length: 16 }, (_, i) => i)
const epochS = 1_800_000_000
const local: IsdAs = '1-ff00:0:1'

const link = (ifId: number, linkType: LinkType) => ({
  ifId,
  linkType,
  neighbor: '1-ff00:0:9' as const,
  local: `10.0.0.${ifId}:1`,
  remote: `10.0.1.${ifId}:1`,
  mtu: 1472,
})

const as: AsTopology = {
  isdAs: local,
  core: false,
  mtu: 1472,
  routers: [{ id: 'br1', internalAddress: '10.0.0.1:30042', interfaces: [link(1, 'parent'), link(2, 'child'), link(3, 'child')] }],
  controlServices: [],
  discoveryServices: [],
}

const foreign = { ingressAlert: false, egressAlert: false, expTime: 63, mac: new Uint8Array(6) }
const mac = createHopMac(key)

/** Two segments of three and two hops down, or up and then down; the hops of `local` have a MAC of its own. */
function path(
  along: boolean,
  own: readonly { readonly hf: number; readonly ingress: number; readonly egress: number }[],
  currHf: number,
): ScionPath {
  const crossing = own.length > 1
  const segIds = [0x1111, 0x2222]
  const segLens = crossing ? [2, 2] : [3]
  const hops = Array.from({ length: crossing ? 4 : 3 }, (_, hf) => {
    const mine = own.find(o => o.hf === hf)
    if (mine === undefined) return { ...foreign, consIngress: 1, consEgress: 2 }
    const full = hopMac(mac, segIds[crossing && hf > 1 ? 1 : 0]!, epochS, 63, mine.ingress, mine.egress)
    // Against construction direction the SegID arrives with our MAC folded in.
    if (!along && hf === currHf) segIds[0]! ^= (full[0]! << 8) | full[1]!
    return { ...foreign, consIngress: mine.ingress, consEgress: mine.egress, mac: full.slice(0, 6) }
  })
  const infos = segLens.map((_, i) => ({ consDir: i === 1 || along, peer: false, segId: segIds[i]!, timestamp: epochS }))
  return { currInf: 0, currHf, segLens, infos, hops }
}

interface Sample {
  readonly name: string
  readonly bytes: Bytes
  readonly ifId: number
  readonly verdict: string
}

const far: IsdAs = '1-ff00:0:9'
const packetOf = (p: ScionPath, dstIsdAs: IsdAs = far): Bytes =>
  buildPacket({ ...header, dstIsdAs, srcIsdAs: '1-ff00:0:8' }, buildPath(p), new Uint8Array(100))

const broken = packetOf(path(true, [{ hf: 1, ingress: 1, egress: 2 }], 1))
broken[broken.length - 101 - 12]! ^= 1

const samples: readonly Sample[] = [
  { name: 'transit', bytes: packetOf(path(true, [{ hf: 1, ingress: 1, egress: 2 }], 1)), ifId: 1, verdict: 'forward' },
  {
    name: 'cross over',
    bytes: packetOf(
      path(
        false,
        [
          { hf: 1, ingress: 0, egress: 2 },
          { hf: 2, ingress: 0, egress: 3 },
        ],
        1,
      ),
    ),
    ifId: 2,
    verdict: 'forward',
  },
  { name: 'deliver', bytes: packetOf(path(true, [{ hf: 2, ingress: 1, egress: 0 }], 2), local), ifId: 1, verdict: 'deliver' },
  { name: 'refuse a forged MAC', bytes: broken, ifId: 1, verdict: 'answer' },
]

const createTarget = (cipher: CipherFactory): RouterState => createState({ as, id: 'br1', key, clock: { epochS }, random: () => 0, cipher })

const packets = 1024

/** The same packet many times over, in buffers of its own as from a socket. */
function buffers(s: Sample): { readonly all: readonly Bytes[]; restore(i: number): void } {
  const all = Array.from({ length: packets }, () => s.bytes.slice())
  return { all, restore: i => all[i]!.set(s.bytes) }
}

function single(s: Sample, cipher: CipherFactory, cipherName: string): BenchCase {
  const r = createTarget(cipher)
  const { all, restore } = buffers(s)
  const ingress = r.links.byIfId[s.ifId]!
  const p = createPacket(ingress)
  const one = (i: number) => {
    restore(i)
    loadPacket(p, all[i]!, ingress, 'peer', 0)
    return decide(p, r)
  }
  assert(one(0).kind === s.verdict, `${s.name}: ${s.verdict}`)
  return {
    name: `${s.name}, one by one, ${cipherName} AES`,
    operations: packets,
    run() {
      for (let i = 0; i < packets; i++) one(i)
    },
  }
}

function batched(s: Sample, cipher: CipherFactory, cipherName: string): BenchCase {
  const r = createTarget(cipher)
  const { all, restore } = buffers(s)
  const size = 64
  const batch = createBatch(r, size)
  const ingress = r.links.byIfId[s.ifId]!
  return {
    name: `${s.name}, batches of ${size}, ${cipherName} AES`,
    operations: packets,
    run() {
      for (let i = 0; i < packets; i += size) {
        for (let j = 0; j < size; j++) {
          restore(i + j)
          loadBatch(batch, j, all[i + j]!, ingress, 'peer', 0)
        }
        decideBatch(batch, size, r)
      }
      assert(batch.verdicts[size - 1]?.kind === s.verdict, `${s.name}: ${s.verdict}`)
    },
  }
}

export const routerSection: Section = {
  name: 'router',
  cases: () => [
    ...samples.map(s => single(s, softwareAes, 'JavaScript')),
    ...samples.map(s => batched(s, softwareAes, 'JavaScript')),
    ...samples.map(s => batched(s, platformAes, 'platform')),
  ],
}
