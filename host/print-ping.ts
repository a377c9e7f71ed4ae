/** `ping` for people, line by line as `scion ping` prints it. The lines come without a line feed at their end. */
import { formatMillis } from './duration.ts'
import { hopsText, type PathRecord, type PingReply, type PingResult, type ReplyState } from './result.ts'

/** What stands before the first reply; `mtu` in bytes. `resolved`: the local address was not given but found. */
export function pathIntroduction(path: PathRecord, mtu: number, resolved: boolean): string {
  const local = resolved ? `Resolved local address:\n  ${path.local_ip}\n` : ''
  return `${local}Using path:\n  Hops: [${hopsText(path.hops ?? [])}] MTU: ${mtu} NextHop: ${path.next_hop}\n`
}

/** `remote`: "1-ff00:0:112,127.0.0.1" */
export const pingHead = (remote: string, payloadSize: number, packetSize: number): string =>
  `PING ${remote} pld=${payloadSize}B scion_pkt=${packetSize}B`

const stateText: Readonly<Record<ReplyState, string>> = {
  success: '',
  after_timeout: ' state=After timeout',
  out_of_order: ' state=Out of Order',
  duplicate: ' state=Duplicate',
}

export const pingReplyLine = (r: PingReply): string =>
  `${r.scion_packet_size} bytes from ${r.source}: scmp_seq=${r.scmp_seq} time=${formatMillis(r.round_trip_time)}${stateText[r.state]}`

/** An empty line, the counts, and the round trip times if there were any. */
export function pingSummary(remote: string, { statistics: s }: PingResult): string {
  const head = `\n--- ${remote} statistics ---\n`
  const counts = `${s.sent} packets transmitted, ${s.received} received, ${s.packet_loss}% packet loss, time ${formatMillis(s.time)}`
  if (s.received === 0) return head + counts
  const times = [s.min_rtt, s.avg_rtt, s.max_rtt, s.mdev_rtt].map(t => t.toFixed(3)).join('/')
  return `${head}${counts}\nrtt min/avg/max/mdev = ${times} ms`
}
