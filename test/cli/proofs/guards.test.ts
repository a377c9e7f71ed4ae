import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '#test/availability.ts'
import { typed } from '../typed.ts'

const two = join(root, 'examples', 'topologies', 'two.topo')
const words = ['prove', two, '--attacker', '1-ff00:0:111', '--guard-off', 'each', '--max-hops', '2']

test('a line for each rule: what breaks without it, or why nothing does', async () => {
  const { out, exitCode } = await typed(...words)
  const line = (rule: string): string => out.split('\n').find(text => text.startsWith(`${rule} `))!
  expect(line('macIsValid')).toMatch(/breaks path-auth +\d+ {2}from a host of 1-ff00:0:111: 1-ff00:0:111 let it pass/)
  expect(line('egressKnown')).toMatch(/holds +\d+ {2}others stand behind it: of (\d+) let through forwardToEgress refused \1$/)
  expect(line('peeringHopFound')).toMatch(/; \d+ went on and broke nothing: here none of these needs "marked Peer: /)
  expect(line('crossOver')).toMatch(/holds +0 {2}it refuses nobody/)
  expect(line('sourceHostPlausible')).toMatch(/holds +0 {2}nothing comes to it that it would refuse$/)
  expect(exitCode).toBe(0)
})

test('one property, as JSON, with the bytes of each packet', async () => {
  const { out } = await typed(...words, '--property', 'path-auth', '--format', 'json')
  const { base, guards } = JSON.parse(out)
  expect(base).toMatchObject([{ property: 'path-auth', verdict: 'holds' }])
  expect(guards.find((g: { rule: string }) => g.rule === 'macIsValid')).toMatchObject({
    found: { property: 'path-auth', hex: expect.stringMatching(/^[\da-f]+$/) },
  })
})

test('somebody must attack', async () => {
  await expect(typed('prove', two, '--guard-off', 'each')).rejects.toThrow('nobody attacks')
})

test('many packets are not written into one file', async () => {
  await expect(typed(...words, '--pcap', 'found.pcapng')).rejects.toThrow('finds many packets')
})
