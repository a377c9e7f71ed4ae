import { expect, test } from 'vitest'
import { describeScmp, statusInfo } from '#host/scmp-text.ts'
import { sampleEndpoint } from './sample.ts'
import { readTranscript, transcriptTest } from './transcript.ts'

const from = sampleEndpoint('1-2', '10.0.0.9')
const quote = new Uint8Array(0)
const external = { kind: 'externalInterfaceDown', code: 0, isdAs: '1-ff00:0:110', ifId: 2n, quote } as const
const internal = { kind: 'internalConnectivityDown', code: 0, isdAs: '1-1', ingress: 3n, egress: 4n, quote } as const

test('each error in words', () => {
  expect(describeScmp(external, from)).toBe('external interface is down {interface=2; isd_as=1-ff00:0:110}')
  expect(describeScmp(internal, from)).toBe('internal connectivity is down {egress=4; ingress=3; isd_as=1-1}')
  expect(describeScmp({ kind: 'parameterProblem', code: 51, pointer: 96, quote }, from)).toBe(
    'parameterProblem invalidHopFieldMac (4/51) {from=1-2,10.0.0.9; pointer=96}',
  )
  expect(describeScmp({ kind: 'destinationUnreachable', code: 0, quote }, from)).toContain('(1/0) {from=1-2,10.0.0.9}')
  expect(describeScmp({ kind: 'unknown', type: 99, code: 1, data: quote }, from)).toContain('(99/1)')
})

test('the status of a probed path', () => {
  expect(statusInfo(external, from)).toBe('external interface down: isd_as=1-ff00:0:110 interface=2')
  expect(statusInfo(internal, from)).toBe('internal connectivity down: isd_as=1-1 ingress=3 egress=4')
  expect(statusInfo({ kind: 'destinationUnreachable', code: 0, quote }, from)).toContain('(1/0)')
})

transcriptTest('says of a dead link what the tool said', () => {
  expect(readTranscript('dead112-ping-111-112').stderr).toContain(`ERROR: ${describeScmp(external, from)}\n`)
})
