/**
 * Paths by the reference's control service, which answers gRPC on the TCP port of its address: one question for each leg of a path.
 * proto/control_plane/v1/seg.proto, private/segment/segfetcher
 *
 * Divergence: segments are not verified by the daemon: the control service, which did, is trusted as it is for all else.
 */
import { connect } from 'node:net'
import { type Leg, legsOf } from '#control/lookup/lookup.ts'
import { combine } from '#control/path/combine.ts'
import type { Segments } from '#control/path/graph.ts'
import { encodeFields } from '#control/segment/protobuf.ts'
import { decodeSegments } from '#control/transport/message.ts'
import type { Answer, Ask } from '#host/path-store.ts'
import { type Clock, nsPerS, type Outbox, type UnderlayAddress } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type IsdAs, isdAsNumber } from '#wire/isdas.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { createRpcClient } from '../rpc/client.ts'
import type { Description } from '../rpc/description.ts'
import { isRefusal } from '../rpc/server.ts'

export const lookupApi = {
  package: 'proto.control_plane.v1',
  service: 'SegmentLookupService',
  methods: { Segments: ['SegmentsRequest', 'SegmentsResponse'] },
  messages: {
    SegmentsRequest: { srcIsdAs: [1, 'uint64'], dstIsdAs: [2, 'uint64'] },
    // A map by type on the wire is a list of entries, which control/ reads.
    SegmentsResponse: { segments: [1, 'repeated bytes'] },
  },
  enums: {},
} as const satisfies Description

export interface SegmentLookupOptions {
  readonly isdAs: IsdAs
  readonly core: boolean
  readonly controlService: UnderlayAddress
  readonly clock: Clock
  /** `undefined`: nothing here says */
  readonly isCore: (isdAs: IsdAs) => boolean | undefined
  /** Runs this as an event of the daemon. */
  readonly run: (what: (now: number, out: Outbox) => void) => void
}

export interface SegmentLookup {
  /** Asks by gRPC where somebody listens there, otherwise as `own` does. */
  before(own: Ask): Ask
  close(): void
}

const timeoutMs = 10_000
const connectMs = 1000
/** How long it is believed that nobody listens. */
const deafNs = 10 * nsPerS
/** A host has no use for more ways than that. */
const maxWays = 500

export function createSegmentLookup(options: SegmentLookupOptions): SegmentLookup {
  const { controlService, run } = options
  const client = createRpcClient(controlService, lookupApi, timeoutMs)
  let deafUntil = 0

  async function find(destination: IsdAs, now: number): Promise<Answer> {
    const legs = legsFor(options, destination)
    const replies = await Promise.all(
      legs.map(({ src, dst }) => client.call('Segments', { srcIsdAs: isdAsNumber(src), dstIsdAs: isdAsNumber(dst) })),
    )
    const found: { ups: Segments['ups'][number][]; cores: Segments['cores'][number][]; downs: Segments['downs'][number][] } = {
      ...{ ups: [], cores: [], downs: [] },
    }
    for (const reply of replies) {
      if (isRefusal(reply)) continue
      const segments = decodeSegments(encodeFields(reply.segments.map(entry => [1, entry] as const)))
      if (isMalformed(segments)) return { reason: `the control service sends a broken segment: ${segments.malformed}` }
      found.ups.push(...segments.ups)
      found.cores.push(...segments.cores)
      found.downs.push(...segments.downs)
    }
    const refusal = replies.find(isRefusal)
    const nowS = options.clock.epochS + now / nsPerS
    const paths = combine(options.isdAs, destination, found, false, maxWays).filter(p => p.expiryS > nowS)
    return paths.length === 0 && refusal !== undefined ? { reason: `the control service: ${refusal.reason}` } : { paths }
  }

  return {
    before: own => (destination, now, out, then, how) => {
      if (now < deafUntil || destination === options.isdAs) return own(destination, now, out, then, how)
      void listens(controlService).then(async isThere => {
        if (isThere) {
          const answer = await find(destination, now)
          run((at, o) => then(answer, at, o))
        } else
          run((at, o) => {
            deafUntil = at + deafNs
            own(destination, at, o, then, how)
          })
      })
    },
    close: client.close,
  }
}

/** Of an AS nobody here knows as core or not both is asked for. */
function legsFor({ isdAs, core, isCore }: SegmentLookupOptions, destination: IsdAs): Leg[] {
  const assumed = isCore(destination)
  const legs = (assumed === undefined ? [true, false] : [assumed]).flatMap(is =>
    legsOf(isdAs, destination, other => (other === isdAs ? core : other === destination && is)),
  )
  return legs.filter((leg, i) => legs.findIndex(l => l.src === leg.src && l.dst === leg.dst) === i)
}

function listens(address: UnderlayAddress): Promise<boolean> {
  const { ip, port } = parseUnderlay(address)
  return new Promise(resolve => {
    const socket = connect({ port, host: ip, timeout: connectMs })
    const end = (isThere: boolean): void => {
      socket.destroy()
      resolve(isThere)
    }
    socket.on('connect', () => end(true)).on('timeout', () => end(false)).on('error', () => end(false)) // biome-ignore format: one line
  })
}
