import { expect, test } from 'vitest'
import { explanationData } from '#cli/explain/data.ts'
import { explainPacket } from '#router/explain/explanation.ts'
import { questionOf, seenAt, seenPackets } from '#test/router/seen.ts'

test('everything survives JSON, and no EPIC key is in it', () => {
  for (const s of seenPackets) {
    const e = explainPacket(questionOf(s, { walk: true }))
    const data = explanationData(e, { bytes: s.step.bytes })
    expect(JSON.parse(JSON.stringify(data))).toEqual(data)
    for (const hop of e.path!.hops) expect(JSON.stringify(data)).not.toContain(hop.cmac || 'nothing')
  }
})

test('names and values', () => {
  const s = seenAt('down', 'a only')
  expect(explanationData(explainPacket(questionOf(s)), { bytes: s.step.bytes, frame: 4, unixNs: 5n, from: 'x', to: 'y' })).toMatchObject({
    frame: 4,
    capturedUnixNs: '5',
    from: 'x',
    time: { iso: '2027-01-15T08:00:00Z' },
    malformed: null,
    quote: null,
    path: { kind: 'scion', hops: [{ check: 'ok' }, { check: 'ok', ingress: 41, egress: 42 }, { check: 'ok' }] },
    router: { verdict: expect.stringContaining('forwarded by interface 42'), after: { CurrHF: '2' }, walk: null },
    passes: true,
  })
})
