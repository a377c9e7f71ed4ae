import { expect, test } from 'vitest'
import { readControlConfiguration } from '#emulate/config/control.ts'
import { buildService, credentialsOf, policiesFor, storesFor } from '#emulate/control/build.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { configured, sourceOf } from '../network-lab.ts'
import { idsIn, knowing } from './stores-lab.ts'

const left = '1-ff00:0:111'
const read = () => readControlConfiguration(sourceOf(configured(tiny).folderOf(left)))

test('all that was known goes into new stores; beacons are judged anew', () => {
  const state = knowing(left)
  const configuration = read()
  const same = storesFor(configuration, state)
  expect(idsIn(same)).toEqual(idsIn(state))
  expect(same.ups).toBe(state.ups)
  const { propagation } = policiesFor(configuration)
  const shut = { ...propagation!, filter: { ...propagation!.filter, isdBlackList: [1] } }
  const none = storesFor({ ...configuration, policies: { propagation: shut, up: shut, down: shut } }, state)
  expect(idsIn(none)).toMatchObject({ beacons: [], ups: [expect.any(String)] })
})

test('credentials of the configuration, and those renewed since, each once', () => {
  const [mine, others] = [read(), knowing(left).trust!.credentials]
  const once = credentialsOf(mine, others)
  expect(once).toEqual([...mine.material.credentials, ...others])
  expect(credentialsOf(mine, once)).toEqual(once)
})

test('a service as the configuration wants it: signatures are real', () => {
  const configuration = read()
  const stores = storesFor(configuration, knowing(left))
  const trust = { renewShare: 0.5, asLifeS: 1 }
  const credentials = credentialsOf(configuration, [])
  const { state } = buildService(configuration, stores, { clock: { epochS: 0 }, learnt: [], credentials, trust, observe: () => {} })
  expect([state.isdAs, state.id, state.trust?.signer.kind]).toEqual([left, 'cs1-ff00_0_111-1', 'real'])
  // cs.toml has a default for max_as_validity, and nothing for the other.
  expect([state.trust?.settings.renewShare, state.trust?.settings.asLifeS]).toEqual([0.5, 3 * 86_400])
  expect(state.trust?.newKey()).not.toEqual(state.trust?.newKey())
})
