/** Replays recorded packet authenticators: MAC input bytes, MACs, SPIs, timestamps (control/spao.json). */
import { absoluteTimestamp, relativeTimestamp, spaoMac, spaoMacInput } from '#crypto/spao.ts'
import { type Bytes, fromHex, toHex } from '#wire/bytes.ts'
import { buildPacket } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildSpao, makeDrkeySpi, readSpi } from '#wire/spao.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'

interface RecordedHeader {
  readonly version: number
  readonly traffic_class: number
  readonly flow_id: number
  readonly path_type: number
  readonly dst_addr_type: number
  readonly src_addr_type: number
  readonly dst_isd_as: IsdAs
  readonly src_isd_as: IsdAs
  readonly dst_addr: string
  readonly src_addr: string
  readonly path: string
}

interface Case {
  readonly key: string
  readonly spi: number
  readonly spi_is_drkey: boolean
  readonly spi_type: number
  readonly spi_direction: number
  readonly spi_protocol: number
  readonly algorithm: number
  /** decimal */
  readonly timestamp_sn: string
  readonly header: RecordedHeader
  readonly payload_type: number
  readonly payload: string
  readonly authenticated_data_without_payload: string
  readonly mac: string
  readonly option_data: string
}

interface SpaoFile {
  readonly cases: readonly Case[]
  readonly spi: readonly { readonly protocol: number; readonly type: number; readonly direction: number; readonly spi: number }[]
  readonly timestamps: readonly RecordedTimestamp[]
}

interface RecordedTimestamp {
  readonly epoch_begin: number
  readonly time_ns: string
  readonly relative?: string
  readonly absolute_ns?: string
  readonly error?: string
}

function headerOf(h: RecordedHeader): Bytes {
  const b = buildPacket(
    {
      trafficClass: h.traffic_class,
      flowId: h.flow_id,
      nextHeader: 0,
      pathType: h.path_type,
      dstIsdAs: h.dst_isd_as,
      srcIsdAs: h.src_isd_as,
      dstHost: { type: h.dst_addr_type, bytes: fromHex(h.dst_addr)! },
      srcHost: { type: h.src_addr_type, bytes: fromHex(h.src_addr)! },
    },
    fromHex(h.path)!,
    new Uint8Array(0),
  )
  b[0]! |= h.version << 4
  return b
}

function replayCase(c: Case): Difference[] {
  const header = headerOf(c.header)
  const option = fromHex(c.option_data)!
  const payload = fromHex(c.payload)!
  const spi = readSpi(c.spi)
  const mac = spaoMac(fromHex(c.key)!, header, option, c.payload_type, payload)
  const whole = buildSpao({ spi: c.spi, algorithm: c.algorithm, timestampSn: Number(c.timestamp_sn), authenticator: mac })
  return [
    ...differ('mac_input', c.authenticated_data_without_payload, toHex(spaoMacInput(header, option, c.payload_type, payload.length))),
    ...differ('mac', c.mac, toHex(mac)),
    ...differ('option_data', c.option_data, toHex(whole.data)),
    ...differ('spi_is_drkey', c.spi_is_drkey, spi.isDrkey),
    ...differ('spi_type', c.spi_type, spi.type === 'hostHost' ? 1 : 0),
    ...differ('spi_direction', c.spi_direction, spi.direction === 'receiver' ? 1 : 0),
    ...differ('spi_protocol', c.spi_protocol, spi.protocol),
  ]
}

export const spaoVectors: VectorFormat = {
  name: 'spao',
  recognises: file => Array.isArray((file as SpaoFile | null)?.spi) && Array.isArray((file as SpaoFile).timestamps),
  *replay(file) {
    const { cases, spi, timestamps } = file as SpaoFile
    for (const [i, c] of cases.entries()) yield outcome(`cases[${i}] spi ${c.spi}`, replayCase(c))
    for (const [i, s] of spi.entries())
      yield outcome(
        `spi[${i}]`,
        differ('spi', s.spi, makeDrkeySpi(s.protocol, s.type === 1 ? 'hostHost' : 'asHost', s.direction === 1 ? 'receiver' : 'sender')),
      )
    for (const [i, t] of timestamps.entries()) yield outcome(`timestamps[${i}]`, replayTimestamp(t))
  },
}

function replayTimestamp(t: RecordedTimestamp): Difference[] {
  const relative = relativeTimestamp(t.epoch_begin, BigInt(t.time_ns))
  if (t.error !== undefined || relative === undefined) return differ('error', t.error !== undefined, relative === undefined)
  return [...differ('relative', t.relative, relative), ...differ('absolute_ns', t.absolute_ns, absoluteTimestamp(t.epoch_begin, relative))]
}
