import { randomBytes } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { packMessages } from '#control/transport/frame.ts'
import { type MessageKind, messageKinds } from '#control/transport/message.ts'
import { buildControlPacket, endpointAt } from '#control/transport/packet.ts'
import { latestTrc } from '#control/trust/store.ts'
import { formatTrcFile } from '#crypto/signed-trc.ts'
import { networkAuthority } from '#emulate/config/folders.ts'
import { startControl } from '#emulate/control/control.ts'
import { EnvironmentError } from '#emulate/environment.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { createSurroundings, until } from '../lab.ts'
import { type Configured, configured, nowS, runControl, runControls, runRouters, sourceOf } from '../network-lab.ts'
import { idsIn } from './stores-lab.ts'

const [core, left] = ['1-ff00:0:110', '1-ff00:0:111'] as const
const intervalNs = 100_000_000

/** Running until the child knows its up segment and the core both down segments. */
async function flowing(network: Configured) {
  await runRouters(network)
  const controls = await runControls(network)
  await until(() => controls.get(core)!.service.state.downs.byEnd.size === 2 && controls.get(left)!.service.state.ups.byEnd.size === 1)
  return controls
}

/** As if its process had been killed: what is on disk now, and nothing later. */
function killed(network: Configured, folder: string): string {
  const copy = join(network.out, 'killed')
  cpSync(folder, copy, { recursive: true })
  return copy
}

const stateIn = (folder: string, kind: string): string => readFileSync(join(folder, `cs1-ff00_0_110-1.${kind}.db.ndjson`), 'utf8')

test('a service that is killed and started again knows TRCs, chains and segments, and asks nobody', async () => {
  const network = configured(tiny, { intervalNs })
  const controls = await flowing(network)
  const folder = network.folderOf(core)
  await until(() => stateIn(folder, 'path').split('\n').length === 4 && stateIn(folder, 'trust').split('\n').length >= 6)
  const copy = killed(network, folder)
  const before = controls.get(core)!
  const known = idsIn(before.service.state)
  for (const control of controls.values()) control.stop()
  // config_dir and connections name the old folder.
  const toml = join(copy, 'cs1-ff00_0_110-1.toml')
  writeFileSync(toml, readFileSync(toml, 'utf8').replaceAll(folder, copy))
  const again = await runControl(copy)
  expect(idsIn(again.service.state)).toEqual(known)
  expect([...again.service.state.trusted.chains.keys()].sort()).toEqual([...before.service.state.trusted.chains.keys()].sort())
  expect(again.service.counters.asked).toBe(0)
})

test('state that cannot be read is put aside and said; the service runs and learns it again', async () => {
  const network = configured(tiny, { intervalNs })
  for (const kind of ['trust', 'path', 'beacon'])
    writeFileSync(join(network.folderOf(core), `cs1-ff00_0_110-1.${kind}.db.ndjson`), '{"hopproof')
  await runRouters(network)
  const said: string[] = []
  const control = await runControl(network.folderOf(core), { log: (level, text) => said.push(`${level} ${text}`) })
  await runControl(network.folderOf(left))
  expect(said.filter(line => /^error .*cannot be read/.test(line))).toHaveLength(3)
  await until(() => control.service.counters.stored > 0)
})

test('the configuration read again: new policies, nothing forgotten, counts go on; a wrong one changes nothing', async () => {
  const network = configured(tiny, { intervalNs })
  const folder = network.folderOf(left)
  const said: string[] = []
  await runRouters(network)
  await runControl(network.folderOf(core))
  const control = await runControl(folder, { log: (level, text) => said.push(`${level} ${text}`) })
  await until(() => control.service.counters.registered > 0)
  const [known, policy, toml] = [idsIn(control.service.state), join(folder, 'up.yml'), join(folder, 'cs1-ff00_0_111-1.toml')]
  const figure = (): number => Number(/beaconing_registered_segments_total\{result="ok_success"\} (\d+)/.exec(control.metrics())![1])
  const counted = figure()
  writeFileSync(policy, 'Type: UpSegmentRegistration\nBestSetSize: 3\n')
  const written = readFileSync(toml, 'utf8')
  writeFileSync(toml, `${written}\n[beaconing.policies]\nup_registration = "${policy}"\n`)
  await control.reload()
  expect([control.service.state.policies.up!.bestSetSize, control.service.state.policies.down!.bestSetSize]).toEqual([3, 20])
  expect(idsIn(control.service.state)).toEqual(known)
  expect(figure()).toBeGreaterThanOrEqual(counted)
  const { service } = control
  writeFileSync(toml, `${written}\n[ca]\nmode = "in-process"\n`)
  await control.reload()
  expect(control.service).toBe(service)
  expect(said.filter(line => /configuration/.test(line))).toEqual([
    expect.stringMatching(/^info configuration read again: 127.*:31\d\d\d$/),
    expect.stringMatching(/^error the new configuration is not taken: .*toml/),
  ])
})

test('a chain with little left of its life is renewed at the CA of another AS, and found again after a restart', async () => {
  const network = configured(tiny, { intervalNs, asLifeS: 60 * 60 })
  await runRouters(network)
  const options = { trust: { renewShare: 1, renewIntervalNs: 200_000_000 }, log: () => {} }
  await runControl(network.folderOf(core), options)
  const child = await runControl(network.folderOf(left), options)
  await until(() => child.service.counters.renewed > 0)
  const renewed = child.service.state.trust!.credentials.at(-1)!
  child.stop()
  const again = await runControl(network.folderOf(left))
  const found = again.service.state.trust!.credentials.at(-1)!
  expect(found).toEqual(renewed)
})

/** Questions of every kind with any body, from a host of the AS. */
function nonsense(from: UnderlayAddress, to: UnderlayAddress, requestId: number): Bytes {
  const kinds = Object.keys(messageKinds) as MessageKind[]
  const kind = kinds[requestId % kinds.length]!
  const [data] = packMessages([{ kind, result: undefined, requestId, mtu: 1472, room: 1200, body: randomBytes(requestId % 900) }], 1200)
  return buildControlPacket({
    src: endpointAt(core, from),
    dst: endpointAt(core, to),
    pathType: 'empty',
    path: new Uint8Array(0),
    data: data!,
  })
}

test('garbage on the socket, and questions that make no sense, change nothing but counters', async () => {
  const network = configured(tiny, { intervalNs })
  const controls = await flowing(network)
  const control = controls.get(core)!
  const { address } = network.topology.ases[0]!.controlServices[0]!
  const around = createSurroundings()
  const from = `${network.topology.ases[0]!.hosts[0]!.address}:31999`
  const [known, { counters }] = [idsIn(control.service.state), control.service]
  for (let sent = 0; counters.packetMalformed < 300 || counters.rejected < 600; sent++) {
    await around.send(from, address, sent % 2 === 0 ? randomBytes(sent % 1500) : nonsense(from, address, sent))
    // More at once than the socket holds would be the system's to drop.
    if (sent % 20 === 0) await setTimeout(1)
  }
  expect(counters.bodyMalformed + counters.notResponsible).toBeGreaterThan(0)
  const { stored } = counters
  await until(() => counters.stored > stored)
  expect(idsIn(control.service.state)).toEqual(known)
})

test('figures and state over HTTP', async () => {
  const network = configured(tiny, { intervalNs })
  await flowing(network)
  const ip = network.topology.ases[0]!.controlServices[0]!.address.split(':')[0]
  const figures = await fetch(`http://${ip}:30452/metrics`).then(r => r.text())
  expect(figures).toMatch(/control_beaconing_originated_beacons_total\{result="ok_success"\} [1-9]/)
  expect(await fetch(`http://${ip}:31152/api/v1/segments`).then(r => r.json())).toHaveLength(2)
})

test('a port in use says so, and nothing is left open', async () => {
  const network = configured(tiny, { intervalNs })
  const control = await runControl(network.folderOf(core))
  const second = startControl({ source: sourceOf(network.folderOf(core)), log: () => {} })
  await expect(second).rejects.toThrow(EnvironmentError)
  await expect(second).rejects.toThrow(/127.*:31\d\d\d is in use/)
  control.stop()
  await setTimeout(10)
  await runControl(network.folderOf(core))
})

test('a TRC update that an operator lays into certs/ of one AS spreads, and is known after a restart', async () => {
  const pki = { seed: 7, notBeforeS: nowS() - 60 }
  const network = configured(tiny, { intervalNs, ...pki })
  const controls = await flowing(network)
  const authority = networkAuthority(network.topology, pki)
  const update = authority.update(authority.trcs.get(1)!, 'regular', {
    notBeforeS: nowS() - 30,
    notAfterS: nowS() + 86_400,
    gracePeriodS: 3600,
  })
  writeFileSync(join(network.folderOf(core), 'certs', 'ISD1-B1-S2.trc'), formatTrcFile(update))
  await controls.get(core)!.reload()
  const child = controls.get(left)!
  const serial = (control: typeof child): bigint => latestTrc(control.service.state.trusted, 1)!.trc.id.serial
  await until(() => serial(child) === 2n)
  child.stop()
  const again = await runControl(network.folderOf(left))
  expect([serial(again), again.service.counters.trcLearnt]).toEqual([2n, 0])
})
