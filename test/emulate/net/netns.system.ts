import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '#emulate/net/command.ts'
import type { Fabric } from '#emulate/net/fabric.ts'
import { createNamespaces } from '#emulate/net/netns.ts'
import type { Layout } from '#emulate/net/wiring.ts'
import { describeWith, root } from '#test/availability.ts'
import { until } from '../lab.ts'
import { isAlive, namespaces } from './lab.ts'

/** a and b on a switch, and joined by a cable. */
const layout: Layout = {
  nodes: [
    { name: 'net', kind: 'switch' },
    { name: 'a', kind: 'router' },
    { name: 'b', kind: 'host' },
  ],
  cables: [
    { a: { node: 'a', name: 'lan', ip: '10.9.0.1' }, b: { node: 'net', name: 'port1' }, mtu: 1500 },
    { a: { node: 'b', name: 'lan', ip: '10.9.0.2' }, b: { node: 'net', name: 'port2' }, mtu: 1500 },
    {
      a: { node: 'a', name: 'if1', ip: '10.9.1.1', peer: '10.9.1.2' },
      b: { node: 'b', name: 'if1', ip: '10.9.1.2', peer: '10.9.1.1' },
      mtu: 1300,
    },
  ],
}

const ours = (pid = process.pid): string[] => readdirSync('/run/netns').filter(name => name.startsWith(`hp${pid}-`))

async function create(): Promise<Fabric> {
  const fabric = await createNamespaces(layout)
  onTestFinished(() => fabric.close())
  return fabric
}

/** Does a datagram from a to this address arrive? */
async function reaches(fabric: Fabric, ip: string): Promise<boolean> {
  const python = (code: string): string[] => ['/usr/bin/python3', '-c', `from socket import *\ns = socket(AF_INET, SOCK_DGRAM)\n${code}`]
  const server = spawn(...split([...fabric.inside('b'), ...python(`s.bind(('${ip}', 7))\nprint('ready', flush=True)\nprint(s.recv(9))`)]))
  await once(server.stdout, 'data')
  const heard = once(server.stdout, 'data').then(() => true)
  await run([...fabric.inside('a'), ...python(`s.sendto(b'x', ('${ip}', 7))`)])
  const found = await Promise.race([heard, new Promise<false>(resolve => setTimeout(() => resolve(false), 2000))])
  server.kill('SIGKILL')
  return found
}

const split = ([program, ...args]: readonly string[]): [string, string[]] => [program!, args]

describeWith([namespaces], 'network namespaces', () => {
  test('nodes reach each other over the switch and over their cable', async () => {
    const fabric = await create()
    expect(ours().sort()).toEqual(['a', 'b', 'net'].map(n => `hp${process.pid}-${n}`))
    expect(await reaches(fabric, '10.9.0.2')).toBe(true)
    expect(await reaches(fabric, '10.9.1.2')).toBe(true)
    expect(fabric.describe('a')).toBe(`ip netns exec hp${process.pid}-a`)
  })

  test('nothing is left, and what ran in a namespace has ended', async () => {
    const fabric = await create()
    const left = spawn(...split([...fabric.inside('a'), 'sleep', '60']))
    await fabric.close()
    expect(ours()).toEqual([])
    await until(() => !isAlive(left.pid!))
  })

  test('what a killed run left is removed by the next, what a living one has is not', async () => {
    const code = `
      import { createNamespaces } from ${JSON.stringify(pathToFileURL(join(root, 'emulate/net/netns.ts')).href)}
      await createNamespaces(${JSON.stringify(layout)})
      console.log('ready'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root })
    await once(other.stdout, 'data')
    await (await create()).close()
    expect(ours(other.pid)).toHaveLength(3)
    other.kill('SIGKILL')
    await once(other, 'exit')
    await (await create()).close()
    expect(ours(other.pid)).toEqual([])
  })

  test('a cable that cannot be laid leaves nothing behind', async () => {
    const [first] = layout.cables
    await expect(createNamespaces({ ...layout, cables: [first!, first!] })).rejects.toThrow('File exists')
    expect(ours()).toEqual([])
  })
})
