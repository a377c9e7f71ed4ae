import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '#test/availability.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { typed } from '../typed.ts'

const tiny = join(root, 'examples', 'topologies', 'tiny.topo')
const guardOff = ['--attacker', '1-ff00:0:111', '--guard-off', 'macIsValid']

test('a packet as a scenario that "sim run" replays, and its way as a capture', async () => {
  const folder = temporaryFolder()
  const [scenario, pcap] = [join(folder, 'my found.yaml'), join(folder, 'found.pcapng')]
  const { out } = await typed('prove', tiny, ...guardOff, '--scenario', scenario, '--pcap', pcap)
  expect(out).toContain(`written: ${scenario}, ${pcap}; it goes the same way in the simulator`)
  expect(readFileSync(scenario, 'utf8')).toContain('name: myfound\n')
  const way = [...readCapture(readFileSync(pcap))].map(p => (isMalformed(p) ? undefined : [p.interfaceName, p.comment.split(':')[0]]))
  expect(way.slice(0, 2)).toEqual([
    ['1-ff00:0:111 br1-ff00_0_111-1#0', ''],
    ['1-ff00:0:110 br1-ff00_0_110-1#1', 'refused with an SCMP error'],
  ])
  expect((await typed('sim', 'run', '--no-files', scenario)).exitCode).toBe(0)
  writeFileSync(scenario, readFileSync(scenario, 'utf8').replace(/guardOff.*\n/, ''))
  const guarded = await typed('sim', 'run', '--no-files', scenario)
  expect([guarded.exitCode, guarded.out.includes('1 refused by macMismatch at 1-ff00:0:111')]).toEqual([1, true])
})

test('of a network of other files the scenario has all of it', async () => {
  const folder = temporaryFolder()
  const json = join(folder, 'network')
  await typed('topo', 'convert', tiny, '--output', json)
  const scenario = join(folder, 'found.yaml')
  const { out } = await typed('prove', json, ...guardOff, '--scenario', scenario, '--format', 'json')
  expect(JSON.parse(out)).toMatchObject({ written: [scenario], replayed: true })
  expect((await typed('sim', 'run', '--no-files', scenario)).exitCode).toBe(0)
})

test('the one of the examples; what has no clock of ours, or nobody on its links, does not play it', async () => {
  const example = join(root, 'examples', 'isolation', 'through-the-bridge.yaml')
  const { out, exitCode } = await typed('sim', 'run', '--no-files', example)
  expect([exitCode, out.includes('1 delivered at 1-ff00:0:121')]).toEqual([0, true])
  await expect(typed('emulate', 'netns', example, '--router', '1-ff00:0:110=go')).rejects.toThrow("no time but this machine's")
  await expect(typed('emulate', 'loopback', example)).rejects.toThrow('nobody sits on links of loopback')
})

test('what holds has no packet to write, and says so', async () => {
  const scenario = join(temporaryFolder(), 'found.yaml')
  const { out } = await typed('prove', tiny, '--attacker', '1-ff00:0:111', '--max-hops', '3', '--scenario', scenario)
  expect(out).toMatch(/^holds.*nothing is written: there is no packet/s)
  expect(existsSync(scenario)).toBe(false)
})
