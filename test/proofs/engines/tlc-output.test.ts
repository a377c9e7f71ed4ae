import { expect, test } from 'vitest'
import type { Ended } from '#proofs/engines/process.ts'
import { readTlcOutput } from '#proofs/engines/tlc-output.ts'

const message = (code: number, severity: number, text: string): string =>
  `@!@!@STARTMSG ${code}:${severity} @!@!@\n${text}\n@!@!@ENDMSG ${code} @!@!@\n`

const version = message(2262, 0, 'TLC2 Version 2.15 of Day Month 20?? (rev: d5b5a7f)')
const started = message(
  2187,
  0,
  'Running breadth-first search Model-Checking with fp 109 and seed -70 with 1 worker on 2 cores with 1820MB heap and 64MB offheap memory [pid: 4785] (Linux 6.18.44 amd64, Debian 17.0.15 x86_64, MSBDiskFPSet, DiskStateQueue).',
)
const counts =
  message(2199, 0, '14299 states generated, 14123 distinct states found, 0 states left on queue.') +
  message(2194, 0, 'The depth of the complete state graph search is 9.')

const report = (stdout: string, ended: Partial<Ended> = {}) =>
  readTlcOutput({ code: 0, stdout: version + started + stdout, stderr: '', seconds: 1.5, ...ended })

test('no error: the counts, the depth and who says so', () => {
  expect(report(message(2193, 0, 'Model checking completed. No error has been found.') + counts)).toEqual({
    verdict: { kind: 'holds' },
    trace: [],
    generated: 14_299,
    distinct: 14_123,
    depth: 9,
    seconds: 1.5,
    version: '2.15 (d5b5a7f)',
    java: '17.0.15',
  })
})

test('a newer TLC writes its numbers with commas', () => {
  const { generated, distinct } = report(
    message(2199, 0, '1,014,299 states generated, 14,123 distinct states found, 0 states left on queue.'),
  )
  expect([generated, distinct]).toEqual([1_014_299, 14_123])
})

test('a violated invariant, with the behaviour that violates it', () => {
  const { verdict, trace } = report(
    message(2110, 1, 'Invariant IfMatch is violated.') +
      message(2121, 1, 'The behavior up to this point is:') +
      message(2217, 4, '1: <Initial predicate>\n/\\ hist = <<>>\n/\\ st = "fwd"\n') +
      message(2217, 4, '2: <Next line 6, col 9 to line 6, col 91 of module D>\n/\\ hist = <<1>>\n/\\ st = "end"\n') +
      counts,
    { code: 12 },
  )
  expect(verdict).toEqual({ kind: 'violated', of: 'invariant', name: 'IfMatch' })
  expect(trace).toEqual([
    { action: '<Initial predicate>', state: { hist: [], st: 'fwd' } },
    { action: '<Next line 6, col 9 to line 6, col 91 of module D>', state: { hist: [1], st: 'end' } },
  ])
})

test('a violation by an initial state, whose text is part of the message', () => {
  const { verdict, trace } = report(message(2107, 1, 'Invariant Inv is violated by the initial state:\nx = {A}\n'), { code: 12 })
  expect(verdict).toEqual({ kind: 'violated', of: 'invariant', name: 'Inv' })
  expect(trace).toEqual([{ action: '<Initial predicate>', state: { x: new Set([Symbol.for('A')]) } }])
})

test.each([
  [2112, 'Action property Act is violated.', { kind: 'violated', of: 'property', name: 'Act' }],
  [2116, 'Temporal properties were violated.\n', { kind: 'violated', of: 'property', name: '' }],
  [2104, 'Assumption line 7, col 8 of module F is false.', { kind: 'violated', of: 'assumption', name: 'line 7, col 8 of module F' }],
  [2114, 'Deadlock reached.', { kind: 'deadlock' }],
])('message %i', (code, text, verdict) => {
  expect(report(message(code, 1, text), { code: 1 }).verdict).toEqual(verdict)
})

test('a parse error, told outside of any message', () => {
  const { verdict } = report(
    `***Parse Error***\nEncountered "Beginning of definition" at line 6\n${message(3002, 1, 'Parsing or semantic analysis failed.')}`,
    { code: 150 },
  )
  expect(verdict).toEqual({
    kind: 'error',
    text: 'Parsing or semantic analysis failed.\n***Parse Error***\nEncountered "Beginning of definition" at line 6',
  })
})

test('an exception, told in a message inside a message', () => {
  const inside = message(2154, 0, 'Cannot cast StringValue to IntValue')
  const { verdict } = report(`@!@!@STARTMSG 1000:1 @!@!@\nTLC threw an unexpected exception.\n: ${inside}@!@!@ENDMSG 1000 @!@!@\n`, {
    code: 75,
  })
  expect(verdict).toEqual({ kind: 'error', text: 'TLC threw an unexpected exception.\n:\nCannot cast StringValue to IntValue' })
})

test('silence, an end without a verdict and a broken jar are errors, never "holds"', () => {
  expect(readTlcOutput({ code: 0, stdout: '', stderr: '', seconds: 0 }).verdict).toEqual({
    kind: 'error',
    text: 'TLC ended with 0: it said nothing',
  })
  expect(report(message(2193, 0, 'No error has been found.'), { code: 1 }).verdict).toHaveProperty('kind', 'error')
  const broken = readTlcOutput({ code: 1, stdout: '', stderr: 'Error: Invalid or corrupt jarfile', seconds: 0 })
  expect(broken.verdict).toEqual({ kind: 'error', text: 'TLC ended with 1: Error: Invalid or corrupt jarfile' })
})

test('out of time, and ended by others', () => {
  expect(report('', { code: null, trouble: 'not done after 5 s' }).verdict).toEqual({ kind: 'timeout', text: 'not done after 5 s' })
  expect(report('', { code: null, trouble: 'ended by SIGKILL' }).verdict).toEqual({ kind: 'error', text: 'ended by SIGKILL' })
})
