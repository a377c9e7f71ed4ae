import { expect, test } from 'vitest'
import { createReplay } from '#proofs/replay/replay.ts'
import { formatDifference } from '#proofs/replay/report.ts'
import { withGuardOff } from '#router/rules.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const network = t1()

test('a difference tells where, the packet hop by hop, and what was expected and got', () => {
  const [, crossing] = stepsOfTrip(network)
  const wrong = { ...crossing, outcome: { ...crossing.outcome, sibling: 'br9', packet: crossing.packet } }
  const text = formatDifference(createReplay(network).step(wrong)!)
  expect(text.split('\n')).toEqual([
    'a packet at router br1-ff00_0_110-1 of 1-ff00:0:110, by interface 1, at 1000 s',
    '    scion  1-ff00:0:111 (unicast) -> 1-ff00:0:112 (host)  udp  SegLen 2,2,0',
    '    > info 0  against  segId {-1 1}  ts 2',
    '      info 1  along  segId {-2}  ts 4',
    '      hop 0   in 1  eg 0  exp 63  mac 2',
    '    > hop 1   in 0  eg 1  exp 63  mac 1',
    '      hop 2   in 0  eg 2  exp 63  mac 3',
    '      hop 3   in 1  eg 0  exp 63  mac 4',
    '  sibling: the model says br9, the router br1-ff00_0_110-2',
    '  the model leaves it as',
    ...packetLinesOf(1, '{-1 1}'),
    '  the router as',
    ...packetLinesOf(2, '{-1}'),
  ])
})

const packetLinesOf = (current: number, segId: string): readonly string[] => {
  const mark = (is: boolean): string => (is ? '>' : ' ')
  return [
    '    scion  1-ff00:0:111 (unicast) -> 1-ff00:0:112 (host)  udp  SegLen 2,2,0',
    `    ${mark(current < 2)} info 0  against  segId ${segId}  ts 2`,
    `    ${mark(current > 1)} info 1  along  segId {-2}  ts 4`,
    ...['in 1  eg 0  exp 63  mac 2', 'in 0  eg 1  exp 63  mac 1', 'in 0  eg 2  exp 63  mac 3', 'in 1  eg 0  exp 63  mac 4'].map(
      (hop, i) => `    ${mark(i === current)} hop ${i}   ${hop}`,
    ),
  ]
}

test('nothing is said to be none', () => {
  const text = formatDifference(createReplay(network, withGuardOff('macIsValid')).step(forgedStep(network))!)
  expect(text).toContain('verdict: the model says answer, the router handOver')
  expect(text).toContain('reason: the model says macMismatch, the router none')
})
