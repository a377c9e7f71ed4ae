import { expect, test } from 'vitest'
import { tapEnd, tapHead, tapLine } from '#conformance/run/report/tap.ts'
import { allKinds, summaryOf } from '../outcomes.ts'

test('a whole run', () => {
  const text = tapHead(allKinds.length) + allKinds.map((o, i) => tapLine(o, i + 1)).join('') + tapEnd(summaryOf(allKinds))
  expect(text).toBe(`TAP version 14
1..5
ok 1 - dp.forward.parent-child.along.01 from a parent to a child
not ok 2 - dp.mac.mismatch.from-parent.01 the hop field MAC is wrong: 4/51
  ---
  clause: draft-dekater-scion-dataplane#hf-mac-calc
  level: must
  differences:
    - field: scmp.Code
      expected: 51 <&"
      actual: "52"
  ...
not ok 3 - dp.alert.ingress.along.01 traceroute to the ingress interface # TODO it never does
not ok 4 - dp.alert.egress.along.01 traceroute to the egress interface
  ---
  reason: "it was expected to fail: it never does"
  clause: draft-dekater-scion-dataplane#hopfld
  level: must
  differences: []
  ...
ok 5 - dp.one-hop.in.01 a one-hop path ends here: the second hop field is made # SKIP no \\# here
# suite 2026.1: 1 passed, 1 failed, 1 passed by surprise, 1 failed as known, 1 not supported here in 1.2 s
`)
})
