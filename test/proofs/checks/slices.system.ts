import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ownProgram } from '#emulate/program/own-program.ts'
import { judgeLog, objectionsOf } from '#proofs/checks/slices.ts'
import { describeWith, program, tlc } from '#test/availability.ts'
import { namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'
import { scenarioFolder } from '#test/sim/examples.ts'
import { loadTopo } from '#topology/load.ts'

const run = promisify(execFile)

describeWith([tlc(), namespaces, program('mn')], 'real routers put to the model', () => {
  test.each(['several-routers', 'attacks'])('Mininet: %s', { timeout: 120_000 }, async name => {
    const out = temporaryFolder()
    const [file, ...args] = await ownProgram()
    const words = ['emulate', 'mininet', join(scenarioFolder, 'two-worlds', `${name}.yaml`), '--trace', '--out', out]
    await run(file!, [...args, ...words], { timeout: 90_000 })
    const { topology } = loadTopo(readFileSync(join(out, 'network.topo'), 'utf8'))
    const judgement = await judgeLog(join(out, 'trace.ndjson'), topology)
    expect(objectionsOf(judgement)).toEqual([])
    expect(judgement.accepted).toBe(true)
    expect(judgement.slices).toBeGreaterThan(50)
    expect([...judgement.seen.keys()]).toEqual(expect.arrayContaining(['forward forwardToEgress', 'answer macIsValid macMismatch']))
  })
})
