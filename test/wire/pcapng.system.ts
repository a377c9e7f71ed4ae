/** Captures we write, read by tshark. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeWith, type Need, program } from '#test/availability.ts'
import { concatBytes } from '#wire/bytes.ts'
import { dstHostType, dstIsdAs, nextHeader, pathAt, pathType, pathTypes, protocols, srcHostType, srcIsdAs } from '#wire/header.ts'
import { isHostType } from '#wire/host-address.ts'
import { asOf, formatAs } from '#wire/isdas.ts'
import { currHf } from '#wire/path.ts'
import { type CapturePacket, createCapture } from '#wire/pcapng.ts'
import { packet } from './arbitrary.ts'

const packets = fc.sample(packet, { numRuns: 1000, seed: 1 }).map(
  (payload, i): CapturePacket => ({
    unixNs: 1_800_000_000_123_456_789n + BigInt(i),
    interfaceName: `br1 #${i % 3}`,
    comment: `drop ${i}`,
    src: i % 2 === 0 ? '10.0.0.1:50000' : '[fd00::1]:50000',
    dst: i % 2 === 0 ? '10.0.0.2:40000' : '[fd00::2]:40000',
    payload,
  }),
)

/** The named fields of each packet, as tshark reads them. */
function tshark(tool: string, fields: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-'))
  try {
    const file = join(folder, 'test.pcapng')
    const pieces: Uint8Array[] = []
    packets.forEach(createCapture(piece => pieces.push(piece), 'hopproof test'))
    writeFileSync(file, concatBytes(...pieces))
    const options = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE', '-T', 'fields', ...fields.flatMap(f => ['-e', f])]
    const lines = execFileSync(tool, ['-r', file, ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return lines
      .trimEnd()
      .split('\n')
      .map(line => line.split('\t'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describeWith([program('tshark')], 'tshark reads what we write', tool => {
  test('time to the nanosecond, interface, comment, sockets, good checksums', () => {
    const read = tshark(tool, [
      'frame.time_epoch',
      'frame.interface_name',
      'frame.comment',
      'ip.src',
      'ipv6.src',
      'udp.dstport',
      'ip.checksum.status',
      'udp.checksum.status',
      'udp.length',
    ])
    const expected = packets.map((p, i) => {
      const time = `${p.unixNs / 1_000_000_000n}.${String(p.unixNs % 1_000_000_000n).padStart(9, '0')}`
      const [v4, v6, ipStatus] = i % 2 === 0 ? ['10.0.0.1', '', '1'] : ['', 'fd00::1', '']
      return [time, p.interfaceName, p.comment, v4, v6, '40000', ipStatus, '1', String(8 + p.payload.length)]
    })
    expect(read).toEqual(expected)
  })
})

function scionDissector(): Need {
  const tool = program('tshark').path
  const knows =
    tool !== undefined &&
    /\tscion_path\t/.test(
      execFileSync(tool, ['-G', 'fields'], { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  const how = "copy scionproto's tools/wireshark/scion.lua to Wireshark's personal plugin folder"
  return { what: 'tshark with its SCION dissector', path: knows ? tool : undefined, why: 'not installed', how, obtainable: false }
}

/** The dissector takes only known hosts and protocols for SCION. */
const recognised = (b: Uint8Array): boolean =>
  isHostType(dstHostType(b)) && isHostType(srcHostType(b)) && nextHeader(b) !== protocols.experiment1 && pathType(b) === pathTypes.scion

describeWith([scionDissector()], "Wireshark's SCION dissector", tool => {
  test('finds the SCION packets by itself and reads the same fields', () => {
    const read = tshark(tool, ['scion.dst_as', 'scion.src_as', 'scion.path_type', 'scion_path.curr_hop'])
    const compared = packets.flatMap(({ payload: b }, i) => {
      if (!recognised(b)) return []
      const fields = [formatAs(asOf(dstIsdAs(b))), formatAs(asOf(srcIsdAs(b))), pathType(b), currHf(b, pathAt(b))]
      return [{ ours: fields.map(String), theirs: read[i] }]
    })
    expect(compared.length).toBeGreaterThan(10)
    for (const { ours, theirs } of compared) expect(theirs).toEqual(ours)
  })
})
