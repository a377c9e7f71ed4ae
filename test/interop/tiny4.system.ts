/**
 * The reference's control services, daemons and tools with our routers between them. Whoever made a router, the tool shows the same: one
 * transcript for all.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, program, scionProgram, shared } from '#test/availability.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { createNamespace, namespaces } from './namespace.ts'
import { type Choice, ours, startNetwork, theirs, untilAlive } from './network.ts'
import { transcribe } from './transcript.ts'

const commands = [
  'address',
  'showpaths 1-ff00:0:111',
  'showpaths 1-ff00:0:111 --format json',
  'showpaths 1-ff00:0:110 --epic',
  'showpaths 1-ff00:0:112',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --format json',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --epic',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --max-mtu',
  'ping 1-ff00:0:111,0.0.0.0 -c 1',
  'traceroute 1-ff00:0:111,127.0.0.1',
  'traceroute 1-ff00:0:111,127.0.0.1 --format json',
]

/** Every border between two routers of the path is one between the two implementations. */
const odd = ['br1-ff00_0_112-1', 'br1-ff00_0_110-1']
const isRouter = (id: string): boolean => id.startsWith('br')
const arrangements: Readonly<Record<string, Choice>> = {
  'the reference alone': theirs,
  'our routers': id => (isRouter(id) ? ours(id) : theirs(id)),
  'ours and theirs in turn': id => (odd.includes(id) ? ours(id) : theirs(id)),
  'theirs and ours in turn': id => (isRouter(id) && !odd.includes(id) ? ours(id) : theirs(id)),
}

const programs = ['router', 'control', 'daemon', 'dispatcher', 'scion'].map(scionProgram)

describeWith([shared('captures/tiny4/tiny4-gen.tar.gz'), namespaces, program('ip'), ...programs], 'tiny4 of the reference', archive => {
  test.each(Object.entries(arrangements))('%s', async (_, choose) => {
    const folder = unpack(archive)
    const namespace = createNamespace(folder)
    const daemon = startNetwork(namespace, join(folder, 'gen'), choose, '1-ff00:0:112')
    await untilAlive(namespace, daemon, '1-ff00:0:111')
    const transcript = await transcribe(namespace, daemon, commands)
    await expect(transcript).toMatchFileSnapshot('transcripts/tiny4.txt')
  })
})

/** Beacons every second, so that nobody waits. */
function unpack(archive: string): string {
  const folder = temporaryFolder()
  execFileSync('tar', ['xzf', archive, '-C', folder])
  mkdirSync(join(folder, 'gen-cache'))
  for (const file of readdirSync(join(folder, 'gen'), { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, 'gen', file)
    if (/cs[^/]*\.toml$/.test(file))
      appendFileSync(path, ['origination', 'propagation', 'registration'].map(i => `${i}_interval = "1s"\n`).join(''))
  }
  return folder
}
