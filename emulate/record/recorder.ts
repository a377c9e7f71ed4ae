/** Evidence of a running router: each decision as a line of JSON, each packet in a capture. */
import { traceDecisions } from '#router/evidence.ts'
import type { Router, RouterObserver } from '#router/router.ts'
import { commentOf, interfaceName, maxCaptured, oneVersion, wayOut } from '#sim/capture.ts'
import { nsPerS, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { type CapturePacket, createCapture } from '#wire/pcapng.ts'
import { openRecordFile } from './record-file.ts'

export interface RecorderOptions {
  /** NDJSON of `TraceEvent` */
  readonly evidence?: string
  /** pcapng */
  readonly pcap?: string
  /** the capture waits until it is switched on */
  readonly paused?: boolean
  /** told once when a file takes no more */
  failed(reason: string): void
}

export interface Recorder {
  readonly observers: readonly RouterObserver[]
  /** Switches the capture on, or off. */
  toggle(): void
  close(): void
}

/** Files that are there already are continued. Throws `EnvironmentError`. */
export function createRecorder({ evidence, pcap, paused = false, failed }: RecorderOptions): Recorder {
  const files = [evidence, pcap].map(file => (file === undefined ? undefined : openRecordFile(file, failed)))
  const [evidenceFile, pcapFile] = files
  const observers: RouterObserver[] = []
  let capturing = !paused
  if (evidenceFile !== undefined) observers.push(traceDecisions(event => evidenceFile.write(encode(`${JSON.stringify(event)}\n`))))
  if (pcapFile !== undefined) {
    const capture = createCapture(piece => pcapFile.write(piece), 'hopproof router')
    observers.push(captureDecisions(packet => void (capturing && capture(packet))))
  }
  return {
    observers,
    toggle() {
      capturing = !capturing
    },
    close() {
      for (const file of files) file?.close()
    },
  }
}

const encoder = new TextEncoder()
const encode = (text: string): Bytes => encoder.encode(text)

/** What came in, with what became of it, and then what left. */
function captureDecisions(capture: (packet: CapturePacket) => void): RouterObserver {
  let arrived: Bytes = new Uint8Array(0)
  return {
    arrived(_, packet) {
      arrived = packet.bytes.slice()
    },
    decided(router, packet, verdict, sent) {
      const see = (ifId: number, src: UnderlayAddress, dst: UnderlayAddress, bytes: Bytes, comment: string): void =>
        capture(seen(router, packet.now, ifId, oneVersion(src, dst), bytes, comment))
      see(packet.ingress.ifId, packet.from, localAddress(router, packet.ingress.ifId), arrived, commentOf(verdict))
      if (sent === undefined) return
      const { ifId, to } = wayOut(verdict, packet.ingress.ifId, packet.from)
      see(ifId, localAddress(router, ifId), to, sent, '')
    },
    originated(router, link, bytes, now) {
      const to = link.kind === 'external' ? link.remote : link.address
      capture(seen(router, now, link.ifId, oneVersion(localAddress(router, link.ifId), to), bytes, ''))
    },
  }
}

function seen(
  { state }: Router,
  now: number,
  ifId: number,
  [src, dst]: readonly [UnderlayAddress, UnderlayAddress],
  bytes: Bytes,
  comment: string,
): CapturePacket {
  const unixNs = BigInt(state.clock.epochS) * BigInt(nsPerS) + BigInt(now)
  const name = interfaceName(state.isdAs, state.id, ifId)
  return { unixNs, interfaceName: name, comment, src, dst, payload: bytes.subarray(0, maxCaptured) }
}

function localAddress({ state }: Router, ifId: number): UnderlayAddress {
  const own = state.as.routers.find(r => r.id === state.id)
  return own?.interfaces.find(i => i.ifId === ifId)?.local ?? state.links.internal.address
}
