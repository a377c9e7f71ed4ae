import { expect, test } from 'vitest'
import { createOracle } from '#conformance/fuzz/judge/oracle.ts'
import { createAssembler } from '#conformance/fuzz/make/assemble.ts'
import { choosePacket } from '#conformance/fuzz/make/choose/packet.ts'
import { countIn } from '#conformance/fuzz/tally.ts'
import { randomFromSeed } from '#topology/random.ts'
import { sites } from '../../mutant.ts'

const nowMs = Date.UTC(2026, 0, 1, 12)

test('most packets are good: what nobody mutated is mostly forwarded or delivered', () => {
  for (const site of sites) {
    const random = randomFromSeed(2)
    const assembler = createAssembler(site)
    const oracle = createOracle(site)
    const verdicts = new Map<string, number>()
    for (let n = 0; n < 2_000; n++) {
      const { door, packet } = choosePacket(random, site)
      const bytes = assembler.assemble({ door: site.doors.indexOf(door), identity: n, packet, mutations: [] }, nowMs)
      countIn(verdicts, oracle.expect(door, bytes, nowMs)[0]!.verdict)
    }
    const passed = ['forward', 'handOver', 'deliver'].reduce((n, kind) => n + verdicts.get(kind)!, 0)
    expect(passed).toBeGreaterThan(1_000)
    expect([...verdicts.keys()].sort()).toEqual(['answer', 'deliver', 'drop', 'forward', 'handOver'])
  }
})
