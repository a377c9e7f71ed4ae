import { expect, test } from 'vitest'
import { type TracerouteUpdate, tracerouteLine } from '#host/print-traceroute.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

test('a hop, a lost probe, a silent hop, a probe answered by an error', () => {
  const from = { isdAs: '1-ff00:0:a', ip: '10.0.0.1', ifId: 7 } as const
  expect(tracerouteLine({ index: 2, from, times: [1, 'lost', 0.25] })).toBe('2 1-ff00:0:a,10.0.0.1 IfID=7 1.000ms * 0.250ms')
  expect(tracerouteLine({ index: 3, times: ['lost', 'lost', 'lost'] })).toBe('3 ?? * * *')
  expect(tracerouteLine({ index: 3, times: [] })).toBe('3 ?? ')
})

function readLine(line: string): TracerouteUpdate {
  const [, index, isdAs, ip, ifId, times] = /^(\d+) (?:\?\?|(\S+),(\S+) IfID=(\d+)) (.*)$/.exec(line)!
  const parsed = times!.split(' ').filter(t => t !== '').map(t => (t === '*' ? 'lost' : Number(t.slice(0, -2)))) // biome-ignore format: one step
  return { index: Number(index), ...(isdAs && { from: { isdAs: isdAs as IsdAs, ip: ip!, ifId: Number(ifId) } }), times: parsed }
}

for (const name of ['traceroute-111-110-human', 'traceroute-111-112-human', 'epic-traceroute-112-111', 'dead112-traceroute-111-112'])
  transcriptTest(`prints the recorded run ${name}`, () => {
    const lines = readTranscript(name)
      .stdout.split('\n')
      .filter(l => /^\d/.test(l))
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(tracerouteLine(readLine(line))).toBe(line)
  })
