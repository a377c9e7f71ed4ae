import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startEmulation } from '#emulate/net/emulation.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { waitUntilSettled } from '#emulate/net/settling.ts'
import { readGoldens } from '#proofs/checks/golden.ts'
import { networkOf } from '#proofs/checks/replay.ts'
import { playLive } from '#proofs/live/live.ts'
import { describeWith, program } from '#test/availability.ts'
import { namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'

describeWith([namespaces, program('mn')], 'routers that lack a rule', () => {
  test('are told from the model by the packets it is about, and by no others', async () => {
    const named = networkOf({ network: 'T5', name: 'T5' })
    const topology = forNamespaces(named.topology)
    const folder = join(temporaryFolder(), 'network')
    const e = await startEmulation({ kind: 'mininet', topology, seed: 2, folder, evidence: true, guardOff: 'macIsValid', note: () => {} })
    onTestFinished(() => e.end())
    await waitUntilSettled(e, { steps: [], warmupNs: 60e9 })
    const steps = readGoldens().get('T5')!.steps.map(s => s.step) // biome-ignore format: one line
    const differences = await playLive(e, { ...named, topology }, steps)
    const refused = steps.filter(s => s.outcome.rule === 'macIsValid')
    expect(new Set(differences.map(d => d.step))).toEqual(new Set(refused))
    expect(refused.length).toBeGreaterThan(0)
    expect(differences[0]!.text).toMatch(/^verdict \w+, the model: (answer|drop); rule \w+, the model: macIsValid/)
  })
})
