/** The reference's acceptance test of routers, on `hopproof router` in network namespaces: frames in, frames out, compared as it does. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith, root, scionProgram } from '#test/availability.ts'
import { storyAs } from '#test/router/network.ts'
import { temporaryFolder, until, writeConfiguration } from './lab.ts'
import { namespaces } from './net/lab.ts'

const peerMac = 'f0:0d:ca:fe:be:ef'
/** name, the router's address, MAC, neighbours: what braccept expects around the router */
const wires = [
  ['int', '192.168.0.11/24', '01', ['192.168.0.12', '192.168.0.13', '192.168.0.14', '192.168.0.51', '192.168.0.61', '192.168.0.71']],
  ['121', '192.168.12.2/31', '12', ['192.168.12.3']],
  ['131', '192.168.13.2/31', '13', ['192.168.13.3']],
  ['141', '192.168.14.2/31', '14', ['192.168.14.3']],
  ['151', '192.168.15.2/31', '15', ['192.168.15.3']],
] as const

const run = (...words: readonly string[]): void => void execFileSync(words[0]!, words.slice(1), { stdio: 'pipe' })
const silenceIpv6 =
  (...at: readonly string[]) =>
  (nic: string) =>
    run(...at, 'sysctl', '-qw', `net.ipv6.conf.${nic}.disable_ipv6=1`)

/** Two namespaces, one for the router and one for braccept, joined by five wires. */
function wire(): { readonly router: string; readonly tester: string } {
  const [router, tester] = ['r', 't'].map(side => `hopproof-${process.pid}-${side}`) as [string, string]
  for (const name of [router, tester]) {
    run('ip', 'netns', 'add', name)
    onTestFinished(() => run('ip', 'netns', 'del', name))
  }
  run('ip', '-n', router, 'link', 'set', 'lo', 'up')
  for (const [name, address, mac, neighbours] of wires) {
    const [host, own] = [`veth_${name}_host`, `veth_${name}`]
    run('ip', '-n', tester, 'link', 'add', host, 'mtu', '8000', 'type', 'veth', 'peer', 'name', own, 'mtu', '8000', 'netns', router)
    silenceIpv6('ip', 'netns', 'exec', tester)(host)
    silenceIpv6('ip', 'netns', 'exec', router)(own)
    run('ip', '-n', tester, 'link', 'set', host, 'up')
    run('ip', '-n', router, 'link', 'set', own, 'address', `f0:0d:ca:fe:00:${mac}`)
    run('ip', '-n', router, 'addr', 'add', address, 'dev', own)
    for (const ip of neighbours) run('ip', '-n', router, 'neigh', 'add', ip, 'lladdr', peerMac, 'nud', 'permanent', 'dev', own)
    run('ip', '-n', router, 'link', 'set', own, 'up')
  }
  return { router, tester }
}

/** Until the function given back is called. */
async function startRouter(namespace: string, folder: string): Promise<() => Promise<void>> {
  const program = [process.execPath, join(root, 'cli', 'hopproof.mjs'), 'router', '--config', folder, '--id', 'brA']
  const child = spawn('ip', ['netns', 'exec', namespace, ...program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  const stop = async (): Promise<void> => {
    child.kill()
    await closed
  }
  onTestFinished(stop)
  let said = ''
  child.stdout.on('data', chunk => (said += chunk))
  await until(() => said.includes('ready'))
  return stop
}

/** Exit code, cases with a result, and all it said. */
async function accept(braccept: string, namespace: string, folder: string, ...more: readonly string[]) {
  const artifacts = temporaryFolder()
  mkdirSync(join(artifacts, 'conf'))
  cpSync(join(folder, 'keys'), join(artifacts, 'conf', 'keys'), { recursive: true })
  const words = ['netns', 'exec', namespace, braccept, '--artifacts', artifacts, ...more]
  const tool = spawn('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  tool.stdout.on('data', chunk => (said += chunk))
  tool.stderr.on('data', chunk => (said += chunk))
  const [failed] = await once(tool, 'close')
  return { failed, cases: said.match(/"result"/g)?.length, said: said.slice(-5000) }
}

describeWith([scionProgram('braccept'), namespaces], 'braccept', braccept => {
  test('all 55 cases: 53 without BFD, then 2 with', async () => {
    const { router, tester } = wire()
    const toml = '[features]\nexperimental_scmp_authentication = true\n'
    const folder = writeConfiguration(temporaryFolder(), storyAs, { toml })
    const stop = await startRouter(router, folder)
    expect(await accept(braccept, tester, folder)).toMatchObject({ failed: 0, cases: 53 })
    await stop()

    writeConfiguration(folder, storyAs, { toml, bfd: true })
    await startRouter(router, folder)
    expect(await accept(braccept, tester, folder, '--bfd')).toMatchObject({ failed: 0, cases: 2 })
  })
})
