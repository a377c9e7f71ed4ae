import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { networkFolders } from '#emulate/config/folders.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import type { Fabric } from '#emulate/net/fabric.ts'
import { captureFile, configFolder, evidenceFile, logPath, openLogs, routerJobs } from '#emulate/net/jobs.ts'
import { ownProgram } from '#emulate/program/own-program.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { onLoopback, someNet } from '../lab.ts'
import { temporaryFolder } from './lab.ts'

const here: Fabric = { kind: 'loopback', inside: () => [], describe: () => '', close: async () => {} }

test('a router is started with its configuration, and writes what is asked for', async () => {
  const folder = temporaryFolder()
  const topology = onLoopback(exampleTopology('two'), '127.0.', someNet())
  for (const name of ['evidence', 'captures']) mkdirSync(join(folder, name))
  writeNew(networkFolders(topology, { seed: 1, notBeforeS: 0, out: configFolder(folder) }), false)
  const logs = openLogs(folder)
  onTestFinished(logs.close)
  const jobs = routerJobs({
    ...{ topology, folder, fabric: here, goRouters: new Set(), evidence: true, isCapturing: () => true, logs: logs.of },
    hopproof: await ownProgram(),
    guardOff: 'macIsValid',
    clockAheadS: 3600,
  })
  expect(jobs.map(j => j.name)).toEqual(['br1-ff00_0_110-1', 'br1-ff00_0_111-1'])
  const router = await jobs[0]!.start()
  onTestFinished(() => router.stop())
  expect(readFileSync(logPath(folder, jobs[0]!.name), 'utf8')).toContain('router br1-ff00_0_110-1 of 1-ff00:0:110 is ready')
  expect(readFileSync(logPath(folder, jobs[0]!.name), 'utf8')).toContain('macIsValid is off')
  for (const file of [evidenceFile, captureFile]) expect(existsSync(file(folder, jobs[0]!.name))).toBe(true)
})
