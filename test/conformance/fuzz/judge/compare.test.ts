import { expect, test } from 'vitest'
import { differences } from '#conformance/fuzz/judge/compare.ts'
import type { Decision } from '#conformance/fuzz/judge/oracle.ts'
import { createStoryRouter, epochS, now } from '#test/router/network.ts'
import { buildInput, type Story } from '#test/router/story.ts'
import { type Bytes, setU16 } from '#wire/bytes.ts'
import { pathAt } from '#wire/header.ts'

const story: Story = {
  name: '',
  in: 131,
  from: '1-ff00:0:3,10.0.3.1',
  to: '1-ff00:0:1,10.0.0.1',
  path: ['along 0x111 (0,311) *(131,0)!:63'],
  rule: '',
  out: '',
}
/** A signed SCMP error about a wrong MAC, made so many seconds later. */
function answer(afterS = 0): Bytes {
  const router = createStoryRouter()
  return router.process(router.linkOf(131, ''), '', buildInput(story), now + afterS * 1e9).sent!
}
const nowMs = (epochS + now / 1e9) * 1000
const [here, there, elsewhere] = ['127.0.0.1:1', '127.0.0.2:2', '127.0.0.3:3'] as const
const deciding = (bytes: Bytes | undefined, to: readonly string[] = [there]): Decision => ({
  verdict: 'answer',
  rule: 'macIsValid',
  reason: undefined,
  egressIfId: 0,
  output: bytes === undefined ? undefined : { from: here, to, bytes },
})
const seen = (bytes: Bytes, to: string = there, from: string = here) => ({ from, to, bytes })
const fields = (decisions: readonly Decision[], ...got: ReturnType<typeof seen>[]): string[] =>
  differences(decisions, got, nowMs).map(d => d.field)

test('the same is no difference; another receiver, sender, number of packets is', () => {
  const b = answer()
  expect(fields([deciding(b)], seen(b))).toEqual([])
  expect(fields([deciding(undefined)])).toEqual([])
  expect(fields([deciding(b, [there, elsewhere])], seen(b, elsewhere))).toEqual([])
  expect(fields([deciding(b)], seen(b, elsewhere, elsewhere))).toEqual(['sent to', 'sent from'])
  expect(fields([deciding(b)])).toEqual(['out'])
  expect(fields([deciding(undefined)], seen(b))).toEqual(['out'])
  expect(fields([deciding(b)], seen(b), seen(b))).toEqual(['packets out'])
})

test('one of two decisions is enough; the first tells what differs', () => {
  const b = answer()
  expect(fields([deciding(undefined), deciding(b)], seen(b))).toEqual([])
  expect(fields([deciding(b), deciding(undefined)], seen(b, elsewhere))).toEqual(['sent to'])
})

test('a signature of another moment is as good, a wrong one is not', () => {
  expect(fields([deciding(answer())], seen(answer(20)))).toEqual([])
  const forged = answer(20)
  forged[headerEnd(forged) + 20]! ^= 1
  expect(fields([deciding(answer())], seen(forged))).toEqual(['e2e authenticator'])
  // Signed, and older than any acceptance window.
  expect(fields([deciding(answer())], seen(answer(4_000)))).toEqual(['e2e authenticator'])
})

test('the field that differs is named, signed or not', () => {
  const changed = answer()
  setU16(changed, pathAt(changed) + 6, 0x999)
  expect(fields([deciding(answer())], seen(changed))).toEqual(['path.info[0].SegID'])
  const shorter = answer().subarray(0, answer().length - 1)
  expect(fields([deciding(answer())], seen(shorter))).not.toEqual([])
  const packet = buildInput(story)
  const other = packet.slice()
  other[0]! ^= 0x10
  expect(differences([deciding(packet)], [seen(other)], nowMs)).toEqual([{ field: 'common.Version', expected: '0', actual: '1' }])
})

const headerEnd = (b: Bytes): number => b[5]! * 4
