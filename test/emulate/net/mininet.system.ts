import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '#emulate/net/command.ts'
import { createMininet, tcLink } from '#emulate/net/mininet.ts'
import type { Layout } from '#emulate/net/wiring.ts'
import { describeWith, program, root } from '#test/availability.ts'
import { defaultShape } from '#topology/model.ts'
import { until } from '../lab.ts'
import { namespaces, temporaryLog } from './lab.ts'

const shape = { ...defaultShape, delayNs: 0, rateBps: 5e6, queuePackets: 20 }
const layout: Layout = {
  nodes: ['a', 'b'].map(name => ({ name, kind: 'router' as const })),
  cables: [
    {
      a: { node: 'a', name: 'if1', ip: '10.9.1.1', peer: '10.9.1.2', shape },
      b: { node: 'b', name: 'if2', ip: '10.9.1.2', peer: '10.9.1.1' },
      mtu: 1300,
    },
  ],
}

/** Shells of Mininet's nodes that belong to this process. */
async function shells(pid = process.pid): Promise<number> {
  const { stdout } = await run(['ps', '-eo', 'args'])
  return stdout.split('\n').filter(line => line.includes(`mininet:hp${pid}-`)).length
}

test("shapes in the words of Mininet's TCLink", () => {
  expect(tcLink(shape)).toEqual({ bw: 5, queue: 20 })
  expect(tcLink({ ...defaultShape, delayNs: 5e6, jitterNs: 2e6, loss: 0.01 })).toEqual({ delay: '6000us', jitter: '1000us', loss: 1 })
  expect(tcLink({ ...shape, rateBps: 40e9 })).toBeUndefined()
})

describeWith([namespaces, program('mn')], 'Mininet', () => {
  test('nodes, a cable with a rate, and nothing left', async () => {
    const fabric = await createMininet(layout, temporaryLog())
    onTestFinished(() => fabric.close())
    expect(await shells()).toBe(2)
    const { stdout } = await run([
      ...fabric.inside('a'),
      'sh',
      '-c',
      'ip -o address show if1; tc class show dev if1; tc qdisc show dev if1',
    ])
    expect(stdout).toMatch(/10\.9\.1\.1 peer 10\.9\.1\.2.*htb 5:1 root.* rate 5Mbit.*pfifo 10: parent 5:1 limit 20p/s)
    expect(fabric.describe('a')).toMatch(/^mnexec -a \d+$/)
    // A user may have left a command running there, in a session of its own.
    const [enter, ...words] = fabric.inside('a')
    const background = spawn(enter!, [...words, 'sh', '-c', 'echo here; exec sleep 60'], { detached: true })
    const gone = once(background, 'exit')
    await once(background.stdout, 'data')
    await fabric.close()
    expect(await shells()).toBe(0)
    expect((await gone)[1]).toBe('SIGKILL')
  })

  test('all goes when we are killed', async () => {
    const code = `
      import { createMininet } from ${JSON.stringify(pathToFileURL(join(root, 'emulate/net/mininet.ts')).href)}
      const log = { path: '', write() {}, tail: () => '', close() {} }
      await createMininet(${JSON.stringify(layout)}, log)
      console.log('ready'); setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root })
    await once(other.stdout, 'data')
    expect(await shells(other.pid)).toBe(2)
    other.kill('SIGKILL')
    let left = 2
    await until(() => {
      void shells(other.pid).then(n => (left = n))
      return left === 0
    })
  })

  test('what Mininet refuses is told', async () => {
    const twice = {
      ...layout,
      nodes: [...layout.nodes, { name: 'c', kind: 'host' as const }],
      cables: [{ ...layout.cables[0]!, b: { node: 'd', name: 'x' } }],
    }
    await expect(createMininet(twice, temporaryLog())).rejects.toThrow('mininet-nodes.py')
    expect(await shells()).toBe(0)
  })
})
