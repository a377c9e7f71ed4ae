/** BFD between two routers as processes have it: real sockets, real time. No test waits for a time, only for what must come. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunningRouter } from '#emulate/router/router.ts'
import { buildInput, readStories } from '#test/router/story.ts'
import type { AsTopology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { createSurroundings, runRouter, someNet, temporaryFolder, until, writeConfiguration } from './lab.ts'

/** Two ASes of one router each, and the link between them: quick to come up; `patience` packets may be missed. */
function twoAses(net: number, patience: number): readonly [AsTopology, AsTopology] {
  const [a, z] = [`127.${net}.1.1:50000`, `127.${net}.1.2:50000`]
  const bfd = { detectMult: patience, desiredMinTxNs: 50e6, requiredMinRxNs: 50e6 }
  const as = (isdAs: IsdAs, neighbor: IsdAs, local: string, remote: string): AsTopology => ({
    isdAs,
    core: true,
    mtu: 1472,
    routers: [
      {
        id: 'br1',
        internalAddress: local.replace('50000', '30001'),
        interfaces: [{ ifId: 1, linkType: 'core', neighbor, local, remote, mtu: 1472, bfd }],
      },
    ],
    controlServices: [],
    discoveryServices: [],
  })
  return [as('1-ff00:0:1', '1-ff00:0:2', a, z), as('1-ff00:0:2', '1-ff00:0:1', z, a)]
}

async function start(as: AsTopology) {
  const folder = writeConfiguration(temporaryFolder(), as, { bfd: true })
  const logged: string[] = []
  const source = { path: join(folder, 'br.toml'), read: (file: string) => readFileSync(file, 'utf8') }
  const running = await runRouter({ source, log: (_, text) => void logged.push(text) })
  return { folder, running, logged }
}

const figure = ({ metrics }: RunningRouter, name: string): number =>
  Number(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'm').exec(metrics())?.[1])
const isUp = (running: RunningRouter): boolean => figure(running, 'router_interface_up') === 1

test('up once both are there, down when one is gone, up when it is back; the log tells no more than that', async () => {
  const [first, second] = twoAses(someNet(), 12)
  const a = await start(first)
  const b = await start(second)
  await until(() => isUp(a.running) && isUp(b.running))
  b.running.stop()
  await until(() => !isUp(a.running))
  const again = await start(second)
  await until(() => isUp(a.running) && isUp(again.running))
  const said = a.logged.map(text => text.replace('interface 1: BFD ', ''))
  expect(said.every(text => /^(Down|Init|Up) -> (Down|Init|Up)$/.test(text))).toBe(true)
  expect([said[0]!.split(' ')[0], said.filter(text => text.endsWith('-> Up')).length >= 2]).toEqual(['Down', true])
  expect(figure(a.running, 'router_bfd_state_changes_total')).toBe(said.length)
})

test('a configuration read again does not touch the session of a link that stayed', async () => {
  const [first, second] = twoAses(someNet(), 200)
  const a = await start(first)
  const b = await start(second)
  await until(() => isUp(a.running) && isUp(b.running))
  const [changes, sent] = [b, a].map(r => figure(r.running, 'router_bfd_state_changes_total'))
  writeConfiguration(a.folder, { ...first, mtu: 1400 }, { bfd: true })
  await a.running.reload()
  expect([isUp(a.running), a.running.configuration.as.mtu]).toEqual([true, 1400])
  // It goes on speaking, and is heard.
  const received = figure(b.running, 'router_bfd_received_packets_total')
  await until(() => figure(b.running, 'router_bfd_received_packets_total') >= received + 10)
  expect([b, a].map(r => figure(r.running, 'router_bfd_state_changes_total'))).toEqual([changes, sent])
})

test('what is no packet for a session changes nothing but counters', async () => {
  const [first] = twoAses(someNet(), 200)
  const a = await start(first)
  const { remote, local } = first.routers[0]!.interfaces[0]!
  const around = createSurroundings()
  const bad = readStories('bfd.yaml').filter(s => s.reason !== undefined && s.reason !== 'bfdNotRunning')
  for (const story of bad) await around.send(remote, local, buildInput(story))
  const refused = (): number => [...a.running.metrics().matchAll(/reason="bfd\w+"\} (\d+)/g)].reduce((sum, m) => sum + Number(m[1]), 0)
  await until(() => refused() === bad.length)
  expect([figure(a.running, 'router_bfd_received_packets_total'), a.logged]).toEqual([0, []])
})
