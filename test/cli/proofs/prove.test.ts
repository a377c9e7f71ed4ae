import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '#test/availability.ts'
import { typed } from '../typed.ts'

const two = join(root, 'examples', 'topologies', 'two.topo')

test('holds: what was looked at, exit code 0', async () => {
  const { out, exitCode } = await typed('prove', two, '--attacker', '1-ff00:0:111', '--max-hops', '3')
  expect(out).toMatch(/^holds: every packet goes.*\n\n1 segments known, \d+ states/)
  expect(exitCode).toBe(0)
})

test('a packet: its way, exit code 1; as JSON with its bytes', async () => {
  const words = ['prove', two, '--attacker', '1-ff00:0:111', '--guard-off', 'macIsValid']
  const { out, exitCode } = await typed(...words)
  expect(out).toContain('a packet breaks path-auth')
  expect(out).toContain('SegID before')
  expect(exitCode).toBe(1)
  const json = JSON.parse((await typed(...words, '--format', 'json')).out)
  expect(json).toMatchObject({ verdict: 'found', packet: { from: { isdAs: '1-ff00:0:111' }, hex: expect.stringMatching(/^[\da-f]+$/) } })
})

const plant = join(root, 'examples', 'isolation', 'plant.topo')
const [vendor, bridge, controllers] = ['1-ff00:0:110', '1-ff00:0:130', '1-ff00:0:121']

test.each([
  ['whatever keys leak', 0, ['--attacker', vendor, '--leaked', 'all']],
  ['not without linkPairAllowed, when keys leak', 1, ['--attacker', vendor, '--leaked', 'all', '--guard-off', 'linkPairAllowed']],
  ['without linkPairAllowed as long as keys are secret', 0, ['--attacker', vendor, '--guard-off', 'linkPairAllowed']],
  ['not without segmentChangeAllowed', 1, ['--attacker', vendor, '--guard-off', 'segmentChangeAllowed']],
  ['not from the bridge itself', 1, ['--attacker', bridge]],
])('the plant: the vendor is kept from the controllers: %s', async (_, code, words) => {
  const { out, exitCode } = await typed('prove', plant, '--property', `isolation:${vendor}->${controllers}`, ...words)
  expect(exitCode).toBe(code)
  expect(out.startsWith(code === 0 ? 'holds' : 'a packet breaks isolation')).toBe(true)
})

test('what cannot be asked is refused', async () => {
  await expect(typed('prove', two, '--guard-off', 'everything')).rejects.toThrow('there is no rule "everything"')
  await expect(typed('prove', two, '--attacker', 'somebody')).rejects.toThrow()
  await expect(typed('prove', two, '--property', 'beauty')).rejects.toThrow('there is no property "beauty"')
})
