/** Sends a packet over a path through real border routers, which check the MAC of every hop field. */

import type { Path } from '#control/path/path.ts'
import { buildControlPacket } from '#control/transport/packet.ts'
import { createRouter, type Router } from '#router/router.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { ipHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { clock, keyOf, seededRandom } from './network.ts'

export interface Walk {
  /** "1-1#2": every interface passed, in order */
  readonly interfaces: readonly string[]
  /** verdict of the last router, with the reason of a drop or answer */
  readonly end: string
  readonly bytes: Bytes
}

/** One router an AS: packets cross an AS without being handed over. */
export function createWalker(ases: ReadonlyMap<IsdAs, AsTopology>): (path: Path) => Walk {
  const routers = new Map<IsdAs, Router>()
  const at = new Map<string, { readonly isdAs: IsdAs; readonly ifId: number }>()
  for (const as of ases.values()) {
    routers.set(as.isdAs, createRouter({ as, id: as.routers[0]!.id, key: keyOf(as.isdAs), clock, random: seededRandom(1) }))
    for (const i of as.routers[0]!.interfaces) at.set(i.local, { isdAs: as.isdAs, ifId: i.ifId })
  }

  return path => {
    const end = (isdAs: IsdAs) => ({ isdAs, host: ipHost(Uint8Array.of(10, 0, 0, 9)), port: 40_000 })
    let bytes = buildControlPacket({ src: end(path.src), dst: end(path.dst), pathType: 'scion', path: path.bytes, data: new Uint8Array(4) })
    const interfaces: string[] = []
    let [isdAs, port, from] = [path.src, 0, '10.0.0.9:40000']
    for (;;) {
      const router = routers.get(isdAs)!
      const { verdict, sent } = router.process(router.linkOf(port, from), from, bytes, 1_000_000_000)
      if (verdict.kind !== 'forward' || verdict.link.kind !== 'external' || sent === undefined)
        return {
          interfaces,
          end: 'reason' in verdict ? `${verdict.kind} ${verdict.reason}` : `${verdict.kind} in ${isdAs}`,
          bytes: sent ?? bytes,
        }
      const next = at.get(verdict.link.remote)!
      interfaces.push(`${isdAs}#${verdict.link.ifId}`, `${next.isdAs}#${next.ifId}`)
      ;[isdAs, port, from, bytes] = [next.isdAs, next.ifId, '', sent]
    }
  }
}
