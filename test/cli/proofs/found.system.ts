/** What `prove` found, in real networks: the same bytes, keys and time, and real routers decide as it said. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TraceEvent } from '#router/evidence.ts'
import { describeWith, program, root } from '#test/availability.ts'
import { namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'
import { topologyFolder } from '#test/sim/examples.ts'
import { hopproof } from '../process.ts'

const plant = join(root, 'examples', 'isolation', 'plant.topo')
const isolation = [
  '--attacker',
  '1-ff00:0:110',
  '--property',
  'isolation:1-ff00:0:110->1-ff00:0:121',
  '--guard-off',
  'segmentChangeAllowed',
]

async function ends(...words: readonly string[]): Promise<readonly [number | string, string]> {
  const { ended, said } = hopproof(...words)
  return [await ended, said.out + said.err]
}

/** A scenario, in a folder of its own. */
async function found(...words: readonly string[]): Promise<string> {
  const file = join(temporaryFolder(), 'found.yaml')
  const [code, said] = await ends('prove', ...words, '--scenario', file)
  expect(code, said).toBe(1)
  return file
}

const emulated = (kind: string, file: string): ReturnType<typeof ends> =>
  ends('emulate', kind, file, '--out', join(temporaryFolder(), 'run'))

describeWith([namespaces, program('mn')], 'what prove found, in real networks', () => {
  test('over the link of a bad router, on Mininet; hours later, when its segment has died; refused, with the guard on', async () => {
    const file = await found(plant, ...isolation)
    const late = await found(join(topologyFolder, 'tiny.topo'), '--attacker', '1-ff00:0:111', '--guard-off', 'hopNotExpired')
    const guarded = join(temporaryFolder(), 'guarded.yaml')
    writeFileSync(guarded, readFileSync(file, 'utf8').replace(/guardOff: .*\n/, ''))
    const [through, hoursLater, refused] = await Promise.all([
      emulated('mininet', file),
      emulated('netns', late),
      emulated('netns', guarded),
    ])
    expect(through).toEqual([0, expect.stringContaining('1 delivered at 1-ff00:0:121')])
    expect(hoursLater).toEqual([0, expect.stringContaining('every expectation holds')])
    expect(refused).toEqual([1, expect.stringMatching(/1 refused by \w+ at /)])
  })
})

describeWith([program('tshark')], 'the way of what prove found', tool => {
  test('Wireshark reads it: a packet an interface, with what became of it', async () => {
    const pcap = join(temporaryFolder(), 'found.pcapng')
    const [, said] = await ends('prove', plant, ...isolation, '--pcap', pcap, '--format', 'json')
    const { way } = (JSON.parse(said) as { readonly packet: { readonly way: readonly TraceEvent[] } }).packet
    const read = spawnSync(tool, ['-r', pcap, '-T', 'fields', '-e', 'frame.interface_name'], { encoding: 'utf8' })
    expect(read.stdout.trim().split('\n')).toEqual(way.map(e => `${e.as} ${e.router}#${e.in}`))
  })
})
