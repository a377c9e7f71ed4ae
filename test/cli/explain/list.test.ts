import { afterEach, expect, test, vi } from 'vitest'
import { createExplainer } from '#cli/explain/explain.ts'
import type { SeenPacket } from '#cli/explain/input.ts'
import { listPackets } from '#cli/explain/list.ts'
import { simulatedKey } from '#sim/network.ts'
import { places, seed, topology } from './lab.ts'

afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

const known = { ases: new Map(topology.ases.map(as => [as.isdAs, as])), keyOf: (isdAs: `${number}-${string}`) => simulatedKey(seed, isdAs) }
const packets: SeenPacket[] = places.map(({ src, dst, payload }, i) => ({
  bytes: payload.slice(),
  frame: i + 5,
  from: src,
  to: dst,
  unixNs: BigInt(i) * 2_000_000n,
}))

function list(more: { all?: boolean; filter?: string; limit?: number } = {}): { readonly out: string; readonly err: string } {
  const said = { out: '', err: '' }
  vi.spyOn(process.stdout, 'write').mockImplementation(text => Boolean((said.out += String(text))))
  vi.spyOn(process.stderr, 'write').mockImplementation(text => Boolean((said.err += String(text))))
  const input = { name: 'lab.pcap', isCapture: true, packets, others: 3 }
  listPackets(input, createExplainer(known, { time: 1_800_000_060n * 1_000_000_000n }), known, { limit: 40, format: 'human', ...more })
  return said
}

test('frame number, seconds since the first, the packet, and what becomes of it', () => {
  const { out, err } = list()
  expect(out.split('\n')[2]).toMatch(/^6 {2}0\.002000 {2}1-ff00:0:111,10\.0\.0\.1 > 1-ff00:0:112,10\.0\.0\.2 SCMP echoRequest/)
  expect(out.split('\n')[1]).toContain('4/4 MACs ok, forwarded by interface 41 to 1-ff00:0:110')
  expect(err).toBe('4 packets shown, 3 frames hold no SCION packet\nexplain one: hopproof explain lab.pcap --frame 5\n')
  expect(process.exitCode).toBeUndefined()
})

test('limit, all, filter', () => {
  expect(list({ limit: 2 }).err).toContain('2 packets shown, 2 more (--all or --limit N)')
  expect(list({ limit: 2, all: true }).err).toContain('4 packets shown')
  expect(list({ filter: '*(51,0)' })).toMatchObject({ err: expect.stringContaining('--frame 8') })
})

test('one that is stopped makes exit code 1', () => {
  packets[3]!.bytes[60]! ^= 1
  expect(list().err).toContain('1 stopped or forged')
  expect(process.exitCode).toBe(1)
})
