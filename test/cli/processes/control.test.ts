import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '#test/availability.ts'
import { until } from '#test/emulate/lab.ts'
import { configured } from '#test/emulate/network-lab.ts'
import { tiny } from '../tools/lab.ts'

interface Running {
  readonly child: ChildProcess
  readonly said: { out: string; err: string }
  /** exit code, or the signal that ended it */
  readonly ended: Promise<number | string>
}

function hopproof(...args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, 'cli', 'hopproof.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout!.on('data', chunk => (said.out += chunk))
  child.stderr!.on('data', chunk => (said.err += chunk))
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string)
  return { child, said, ended }
}

test('runs until SIGTERM, SIGHUP reads again; a second one is told that the port is in use', async () => {
  const { topology, folderOf } = configured(tiny)
  const folder = folderOf('1-ff00:0:110')
  const first = hopproof('control', '--config', join(folder, 'cs1-ff00_0_110-1.toml'))
  await until(() => first.said.out.includes('\n'))
  const { address } = topology.ases[0]!.controlServices[0]!
  expect(first.said.out).toBe(`control service cs1-ff00_0_110-1 of 1-ff00:0:110 is ready: ${address}, core, CA\n`)
  const second = hopproof('control', '--config', folder, '--id', 'cs1-ff00_0_110-1')
  first.child.kill('SIGHUP')
  await until(() => first.said.err.includes('configuration read again'))
  expect(await second.ended).toBe(3)
  expect(second.said.err).toContain(`${address} is in use`)
  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
})
