import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '#test/availability.ts'
import { until } from '#test/emulate/lab.ts'
import { configured } from '#test/emulate/network-lab.ts'
import { tiny } from '../tools/lab.ts'

function run(folder: string): { readonly child: ChildProcess; readonly said: { out: string; err: string } } {
  const child = spawn(process.execPath, [join(root, 'cli', 'hopproof.mjs'), 'as', '--config', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout!.on('data', chunk => (said.out += chunk))
  child.stderr!.on('data', chunk => (said.err += chunk))
  return { child, said }
}

test('two ASes, a process each: kill -9 of one loses neither segments nor chains; SIGTERM ends it', async () => {
  const network = configured(tiny, { intervalNs: 100_000_000 })
  const [core, child] = network.topology.ases
  const folder = network.folderOf(core!.isdAs)
  const first = run(folder)
  const second = run(network.folderOf(child!.isdAs))
  const linesOf = (kind: string): string[] =>
    readFileSync(join(folder, `cs1-ff00_0_110-1.${kind}.db.ndjson`), 'utf8')
      .trim()
      .split('\n')
  await until(() => first.said.out.includes('\n') && second.said.out.includes('\n'))
  expect(first.said.out).toMatch(
    /^AS 1-ff00:0:110 is ready: router .*; control service cs1-ff00_0_110-1: .*, core, CA; daemon: .*; host: 1-ff00:0:110,127[.\d]+\n$/,
  )
  await until(() => linesOf('path').length === 2 && linesOf('trust').length > 3)
  first.child.kill('SIGKILL')
  second.child.kill('SIGTERM')
  expect((await once(second.child, 'close'))[0]).toBe(0)
  const [segments, trust] = [linesOf('path'), linesOf('trust')]
  // Its neighbour is away: what it knows it has from the disk.
  const again = run(folder)
  await until(() => again.said.out.includes('\n'))
  const { address } = core!.controlServices[0]!
  const api = `http://${address.split(':')[0]}:31152/api/v1`
  expect(await fetch(`${api}/segments`).then(r => r.json())).toHaveLength(segments.length - 1)
  expect(linesOf('trust').length).toBe(trust.length)
  expect(again.said.err).not.toContain('error')
})
