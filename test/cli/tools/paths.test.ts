import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { PathsResult } from '#host/result.ts'
import { root } from '#test/availability.ts'
import { readTranscript, transcriptTest } from '#test/host/transcript.ts'
import { diamond, hopproof, tiny } from './lab.ts'

test('prints what scion showpaths prints, by three names', async () => {
  const { out, err, exit } = await hopproof('paths', tiny, 'alice', 'bob')
  expect(out.replaceAll(/127\.\d+\.\d+\.\d+/g, 'IP')).toBe(
    'Available paths to 1-ff00:0:112\n3 Hops:\n' +
      '[0] Hops: [1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112] MTU: 1280 NextHop: IP:31008 Status: alive LocalIP: IP\n',
  )
  expect({ err, exit }).toEqual({ err: '', exit: undefined })
  expect((await hopproof('showpaths', '--topology', tiny, '--isd-as', '1-ff00:0:111', '1-ff00:0:112')).out).toBe(out)
  expect((await hopproof('sp', tiny, '1-ff00:0:111', '1-ff00:0:112')).out).toBe(out)
})

test('extended, unprobed, limited', async () => {
  expect((await hopproof('paths', tiny, 'alice', 'bob', '-e')).out).toMatch(
    /\n {4}Expires: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.5)? \+0000 UTC \(5h\d+m[\d.]+s\)\n/,
  )
  expect((await hopproof('paths', tiny, 'alice', 'bob', '--no-probe')).out).not.toContain('Status')
  expect((await hopproof('paths', diamond, 'alice', 'server', '-m', '1')).out.split('\n')).toHaveLength(4)
})

test('what policies and access lists leave', async () => {
  const ways = async (...more: string[]) =>
    (JSON.parse((await hopproof('paths', diamond, 'alice', 'server', '-j', ...more)).out) as PathsResult).paths?.map(p => p.sequence)
  const both = (await ways())!
  expect(both).toHaveLength(2)
  const [over111, over112] = ['1-ff00:0:111', '1-ff00:0:112'].map(as => both.find(s => s.includes(as)))
  expect(await ways('--acl', '- 1-ff00:0:111', '--acl', '+')).toEqual([over112])
  expect(await ways('--acl', '-')).toBeUndefined()
  const folder = mkdtempSync(join(tmpdir(), 'policy-'))
  const file = join(folder, 'policy.yml')
  writeFileSync(file, 'options: [{ weight: 1, policy: {} }, { weight: 2, policy: { sequence: 0 1-ff00:0:112 0 } }]')
  expect(await ways('--policy', file)).toEqual([over112])
  expect(await ways('--policy', file, '--acl', '- 1-ff00:0:112', '--acl', '+')).toEqual([over111])
  const ping = await hopproof('ping', diamond, 'alice', 'server', '-c', '1', '--policy', file)
  expect(ping.out).toContain('1-ff00:0:112')
  expect((await hopproof('traceroute', diamond, 'alice', 'server', '--policy', file)).out).toContain('1-ff00:0:112')
  rmSync(folder, { recursive: true })
})

test('hidden paths, for readers of their group', async () => {
  const topology = join(root, 'examples/topologies/hidden-paths.topo')
  const groups = join(root, 'examples/groups/hidden-paths.yaml')
  const ways = async (from: string, ...more: string[]) => {
    const { out } = await hopproof('paths', topology, from, 'writer', '-j', '--hidden-paths', groups, ...more)
    return (JSON.parse(out) as PathsResult).paths?.map(p => `${p.hops.length / 2} links, ${p.status}`)
  }
  expect(await ways('reader')).toEqual(['2 links, alive'])
  expect(await ways('reader', '--hidden')).toEqual(['2 links, alive', '3 links, alive'])
  expect(await ways('stranger', '--hidden')).toEqual(['2 links, alive'])
  const flags = ['--hidden', '--hidden-paths', groups, '--sequence', '0* 1-ff00:0:2 0*', '-c', '1']
  expect((await hopproof('ping', topology, 'reader', 'writer', ...flags)).out).toContain('1 received')
  expect((await hopproof('ping', topology, 'stranger', 'writer', ...flags)).out).not.toContain('1 received')
})

test('-e: what is announced is what is simulated, in JSON too', async () => {
  const { out } = await hopproof('paths', tiny, 'alice', 'bob', '-e')
  expect(out).toMatch(
    /\n {4}Latency: 13\.1ms\n {4}Bandwidth: 500000Kbit\/s \(information incomplete\)\n {4}SupportsEPIC: false\n {4}Discovery: \{1-ff00:0:110: /,
  )
  const record = JSON.parse((await hopproof('paths', tiny, 'alice', 'bob', '-e', '-j')).out) as PathsResult
  expect(record.paths![0]!.latency).toEqual([5e6, 1e5, 8e6])
  expect(Object.keys(record.paths![0]!.discovery!)).toEqual(['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112'])
  // The probe goes there and back, and a little into the ASes at the ends.
  const measured = Number(/time=([\d.]+)ms/.exec((await hopproof('ping', tiny, 'alice', 'bob', '-c', '1')).out)![1])
  expect(measured).toBeGreaterThan(2 * 13.1)
  expect(measured).toBeLessThan(2 * 13.1 + 1)
})

test('EPIC: none without authenticators in the network, all with', async () => {
  expect((await hopproof('paths', tiny, 'alice', 'bob', '-e')).out).toContain('SupportsEPIC: false')
  const { out, exit } = await hopproof('paths', tiny, 'alice', 'bob', '-e', '--epic')
  expect(out).toMatch(/SupportsEPIC: true\n.* Status: alive\n/s)
  expect(exit).toBeUndefined()
  expect((await hopproof('traceroute', tiny, 'alice', 'bob', '--epic')).exit).toBeUndefined()
})

test('JSON by --format and by -j; YAML', async () => {
  const { out } = await hopproof('paths', tiny, 'alice', 'bob', '--format', 'json')
  expect(JSON.parse(out)).toMatchObject({ local_isd_as: '1-ff00:0:111', paths: [{ status: 'alive' }] })
  expect((await hopproof('paths', tiny, 'alice', 'bob', '-j')).out).toBe(out)
  expect((await hopproof('paths', tiny, 'alice', 'bob', '--format', 'yaml')).out).toContain(
    '        - ifid: 41\n          ia: 1-ff00:0:111\n',
  )
})

test('the own AS, an unknown AS, a dead one', async () => {
  expect(await hopproof('paths', tiny, 'alice', 'alice')).toEqual({
    out: 'Empty path, destination is local AS 1-ff00:0:111\n',
    err: '',
    exit: undefined,
  })
  expect(await hopproof('paths', tiny, 'alice', '1-ff00:0:999')).toEqual({
    out: 'Available paths to 1-ff00:0:999\n',
    err: 'Error: no path found\n',
    exit: 1,
  })
  const dead = await hopproof('paths', tiny, 'alice', 'bob', '--down', '1-ff00:0:110#2')
  expect(dead).toMatchObject({ err: 'Error: no path alive\n', exit: 1 })
  expect((await hopproof('paths', tiny, 'alice', 'bob', '--down', '1-ff00:0:110#2', '-j')).exit).toBeUndefined()
})

const tiny4 = fileURLToPath(new URL('../../../../shared/data/topologies/tiny4.topo', import.meta.url))

transcriptTest("on the reference's own small network: the recorded fingerprints, sequences, MTUs and routers", async () => {
  expect(existsSync(tiny4)).toBe(true)
  for (const [name, from, to] of [
    ['showpaths-111-112-json', '111', '112'],
    ['showpaths-111-110-json-e', '111', '110'],
    ['showpaths-112-111-json-noprobe', '112', '111'],
  ] as const) {
    // biome-ignore format: a table
    const recorded = JSON.parse(readTranscript(name).stdout) as PathsResult
    const ours = JSON.parse((await hopproof('paths', tiny4, `1-ff00:0:${from}`, `1-ff00:0:${to}`, '-j')).out) as PathsResult
    const facts = (r: PathsResult) =>
      r.paths!.map(({ fingerprint, hops, sequence, next_hop, mtu, latency }) => ({ fingerprint, hops, sequence, next_hop, mtu, latency }))
    expect(facts(ours)).toEqual(facts(recorded))
  }
})

transcriptTest('-e on that network: line by line as recorded, but for time, host and what the recorded ASes did not announce', async () => {
  const recorded = readTranscript('epic-showpaths-112-111-e').stdout
  const { out } = await hopproof('paths', tiny4, '1-ff00:0:112', '1-ff00:0:111', '-e', '--epic')
  const facts = (text: string): string => text.replaceAll(/(Expires|LocalIP): .*/g, '$1')
  expect(facts(out).replaceAll(/ {4}(Latency|Bandwidth): .*\n/g, '')).toBe(facts(recorded))
})

transcriptTest('the words of the failures are those recorded', async () => {
  const unknown = readTranscript('showpaths-unknown-as')
  expect(await hopproof('paths', tiny, 'alice', '1-ff00:0:999')).toEqual({ out: unknown.stdout, err: unknown.stderr, exit: unknown.exit })
  expect((await hopproof('paths', tiny, 'alice', '1-ff00:0:999', '-j')).out).toBe(readTranscript('showpaths-unknown-as-json').stdout)
  expect((await hopproof('paths', tiny, 'alice', 'alice')).out).toBe(readTranscript('showpaths-111-111-human').stdout)
})
