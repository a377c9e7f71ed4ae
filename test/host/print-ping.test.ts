import { expect, test } from 'vitest'
import { pathIntroduction, pingHead, pingReplyLine, pingSummary } from '#host/print-ping.ts'
import type { HopRecord, PathRecord, PingReply, PingResult, ReplyState } from '#host/result.ts'
import { sequenceOf } from '#host/result.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

const hops: HopRecord[] = [
  { interface: 3, isd_as: '1-64512' },
  { interface: 9, isd_as: '1-ff00:0:a' },
]
const path: PathRecord = { fingerprint: 'ab', hops, sequence: sequenceOf(hops), local_ip: '10.0.0.2', next_hop: '10.0.0.1:30001' }
const reply: PingReply = { scion_packet_size: 88, source: '1-ff00:0:a,10.1.0.2', scmp_seq: 4, round_trip_time: 12.3, state: 'success' }
const result = (received: number): PingResult => ({
  path,
  payload_size: 0,
  scion_packet_size: 80,
  replies: null,
  statistics: { sent: 2, received, packet_loss: 50, time: 2000.1, min_rtt: 1, avg_rtt: 1.5, max_rtt: 2, mdev_rtt: 0.5 },
})

test('the introduction names the local address only when it was found, not given', () => {
  const using = 'Using path:\n  Hops: [1-64512 3>9 1-ff00:0:a] MTU: 1400 NextHop: 10.0.0.1:30001\n'
  expect(pathIntroduction(path, 1400, true)).toBe(`Resolved local address:\n  10.0.0.2\n${using}`)
  expect(pathIntroduction(path, 1400, false)).toBe(using)
})

test('inside an AS there are no hops', () => {
  expect(pathIntroduction({ ...path, hops: null, next_hop: '<nil>' }, 1472, false)).toBe(
    'Using path:\n  Hops: [] MTU: 1472 NextHop: <nil>\n',
  )
})

test('a reply says what is odd about it', () => {
  const line = (state: ReplyState): string => pingReplyLine({ ...reply, state })
  expect(line('success')).toBe('88 bytes from 1-ff00:0:a,10.1.0.2: scmp_seq=4 time=12.300ms')
  expect(line('after_timeout')).toMatch(/ms state=After timeout$/)
  expect(line('out_of_order')).toMatch(/ms state=Out of Order$/)
  expect(line('duplicate')).toMatch(/ms state=Duplicate$/)
})

test('the summary has times only when something came back', () => {
  expect(pingSummary('1-ff00:0:a,10.1.0.2', result(1))).toBe(
    '\n--- 1-ff00:0:a,10.1.0.2 statistics ---\n2 packets transmitted, 1 received, 50% packet loss, time 2000.100ms\n' +
      'rtt min/avg/max/mdev = 1.000/1.500/2.000/0.500 ms',
  )
  expect(pingSummary('1-ff00:0:a,10.1.0.2', result(0))).not.toContain('rtt')
})

/** Takes a recorded run apart and prints it again from the records. */
function reprint(stdout: string): string {
  const match = (pattern: RegExp): string[] => pattern.exec(stdout)?.slice(1) ?? []
  const [hopsText = '', mtu, nextHop = ''] = match(/Hops: \[(.*)\] MTU: (\d+) NextHop: (.*)/)
  const [remote = '', pld, pkt] = match(/PING (\S+) pld=(\d+)B scion_pkt=(\d+)B/)
  const [sent, received, loss, time] = match(/(\d+) packets transmitted, (\d+) received, (\d+)% packet loss, time (\S+)ms/)
  const [min, avg, max, mdev] = match(/= ([\d.]+)\/([\d.]+)\/([\d.]+)\/([\d.]+) ms/)
  const used = { ...path, local_ip: match(/Resolved local address:\n {2}(\S+)/)[0]!, hops: readHops(hopsText), next_hop: nextHop }
  const replies = [...stdout.matchAll(/(\d+) bytes from (\S+): scmp_seq=(\d+) time=([\d.]+)ms/g)].map(r => ({
    scion_packet_size: Number(r[1]),
    source: r[2]!,
    scmp_seq: Number(r[3]),
    round_trip_time: Number(r[4]),
    state: 'success' as const,
  }))
  const statistics = {
    ...{ sent: Number(sent), received: Number(received), packet_loss: Number(loss), time: Number(time) },
    ...{ min_rtt: Number(min), avg_rtt: Number(avg), max_rtt: Number(max), mdev_rtt: Number(mdev) },
  }
  return [
    pathIntroduction(used, Number(mtu), true),
    pingHead(remote, Number(pld), Number(pkt)),
    ...replies.map(pingReplyLine),
    pingSummary(remote, { path: used, payload_size: 0, scion_packet_size: 0, replies, statistics }),
    '',
  ].join('\n')
}

function readHops(text: string): HopRecord[] {
  const words = text.split(/[ >]/).filter(w => w !== '')
  const ases = words.filter(w => w.includes('-'))
  const ifIds = words.filter(w => !w.includes('-')).map(Number)
  return ifIds.map((ifId, i) => ({ interface: ifId, isd_as: ases[Math.ceil(i / 2)] as HopRecord['isd_as'] }))
}

for (const name of ['111-110-human', '111-110-maxmtu', '111-111-local', '111-112-cs', '111-112-human', '111-112-size'])
  transcriptTest(`prints the recorded run ${name}`, () => {
    const { stdout } = readTranscript(`ping-${name}`)
    expect(reprint(stdout)).toBe(stdout)
  })

transcriptTest('prints recorded runs without a reply', () => {
  for (const name of ['dead112-ping-111-112', 'dead112-ping-112-111']) {
    const { stdout } = readTranscript(name)
    expect(reprint(stdout)).toBe(stdout)
  }
})

transcriptTest('the JSON record has the recorded keys in the recorded order', () => {
  const { stdout } = readTranscript('ping-111-112-json')
  const recorded = JSON.parse(stdout) as PingResult
  const ours: PingResult = { ...result(1), replies: [reply] }
  const keys = (value: object): string[] => Object.keys(value)
  expect(keys(ours)).toEqual(keys(recorded))
  expect(keys(ours.path)).toEqual(keys(recorded.path))
  expect(keys(ours.replies![0]!)).toEqual(keys(recorded.replies![0]!))
  expect(keys(ours.statistics)).toEqual(keys(recorded.statistics))
  expect(sequenceOf(recorded.path.hops!)).toBe(recorded.path.sequence)
  expect(`${JSON.stringify(recorded, undefined, 2)}\n`).toBe(stdout)
})
