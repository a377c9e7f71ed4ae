import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  addressOf,
  findDestination,
  findDestinationAs,
  openStill,
  simulatedPlace,
  type ToolNetworkOptions,
} from '#cli/tools/tool-network.ts'
import { paths } from '#host/paths.ts'
import type { PathsResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import { diamond, tiny } from './lab.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-tools-'))
afterAll(() => rmSync(folder, { recursive: true }))
const options = (more: Partial<ToolNetworkOptions> = {}): ToolNetworkOptions => ({
  topology: tiny,
  from: 'alice',
  seed: 1,
  down: [],
  ...more,
})

test('the local host by name, by AS, by address', () => {
  const alice = openStill(options()).source
  const ip = addressOf(alice)
  for (const from of ['1-ff00:0:111', `1-ff00:0:111,${ip}`]) expect(openStill(options({ from })).source.host.name).toBe('alice')
  expect(openStill(options({ from: '1-ff00:0:111', local: ip })).source.host.name).toBe('alice')
  for (const more of [{ from: 'carl' }, { from: '1-ff00:0:111,10.0.0.1' }, { local: '10.0.0.1' }])
    expect(() => openStill(options(more))).toThrow(/no host/)
})

test('the destination by name, by AS, by any address', () => {
  const { network } = openStill(options())
  const bob = { isdAs: '1-ff00:0:112', host: addressOf(network.findHost('bob')!) }
  expect(findDestination(network, 'bob')).toEqual(bob)
  expect(findDestination(network, '1-ff00:0:112')).toEqual(bob)
  expect(findDestination(network, '7-77,fd00::1')).toEqual({ isdAs: '7-77', host: 'fd00::1' })
  expect(() => findDestination(network, 'carl')).toThrow(/no host or AS "carl"/)
  expect(findDestinationAs(network, 'bob')).toBe('1-ff00:0:112')
  expect(findDestinationAs(network, '7-77')).toBe('7-77')
  expect(() => findDestinationAs(network, 'carl')).toThrow(UserError)
})

test('an opened network has its paths, a cut link is noticed', async () => {
  const alive = async (down: string[]): Promise<(string | undefined)[]> => {
    const place = simulatedPlace(options({ topology: diamond, down }))
    const outcome = await place.finish<PathsResult>((host, _, now, out) =>
      paths(host, { destination: '1-ff00:0:110', maxPaths: 0, probe: true, timeoutNs: 1e9 }, now, out),
    )
    return outcome.kind === 'done' ? (outcome.result.paths ?? []).map(p => p.status) : []
  }
  expect(await alive([])).toEqual(['alive', 'alive'])
  expect((await alive(['1-ff00:0:113#1'])).sort()).toEqual(['alive', 'scmp'])
  for (const down of ['1-ff00:0:113#99', '1-ff00:0:113', 'x#1', '9-9#1']) await expect(alive([down]), down).rejects.toThrow(UserError)
})

test('no topology, no file, an illegal network: UserErrors', () => {
  const illegal = join(folder, 'illegal.topo')
  writeFileSync(illegal, 'ASes:\n  "1-ff00:0:1": {cert_issuer: "1-ff00:0:9"}\nlinks: []\n')
  expect(() => openStill({ seed: 1, down: [] })).toThrow(/no topology/)
  expect(() => openStill({ topology: tiny, seed: 1, down: [] })).toThrow(/nothing says where/)
  expect(() => openStill(options({ topology: join(folder, 'none.topo') }))).toThrow(UserError)
  expect(() => openStill(options({ topology: folder }))).toThrow(UserError)
  expect(() => openStill(options({ topology: illegal }))).toThrow(UserError)
})
