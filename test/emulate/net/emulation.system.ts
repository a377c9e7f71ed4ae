import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { run } from '#emulate/net/command.ts'
import { startEmulation } from '#emulate/net/emulation.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { describeWith } from '#test/availability.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { namespaces, temporaryFolder } from './lab.ts'

describeWith([namespaces], 'a network in namespaces', () => {
  test('all routers run, each in its own; one is killed and comes back; nothing is left', async () => {
    const folder = join(temporaryFolder(), 'processes')
    const notes: string[] = []
    const topology = forNamespaces(exampleTopology('border-routers'))
    const emulation = await startEmulation({ kind: 'netns', topology, seed: 1, folder, note: text => notes.push(text) })
    onTestFinished(() => emulation.end())
    const { net, supervisor } = emulation
    const routers = topology.ases.flatMap(as => as.routers)
    for (const { id, internalAddress } of routers) {
      const { stdout } = await run([...net.fabric.inside(id), 'ss', '-lnuH'])
      expect(stdout, id).toContain(internalAddress)
    }
    const name = routers[0]!.id
    await supervisor.kill(name)
    await supervisor.start(name)
    expect(readFileSync(join(folder, 'logs', `${name}.log`), 'utf8').match(/is ready/g)).toHaveLength(2)
    await emulation.end()
    expect(notes).toEqual([])
    expect(readdirSync('/run/netns').filter(n => n.startsWith(`hp${process.pid}-`))).toEqual([])
  })

  test('a process that cannot start ends all of it', async () => {
    vi.stubEnv('PATH', '/usr/sbin:/usr/bin:/sbin:/bin')
    onTestFinished(() => void vi.unstubAllEnvs())
    const topology = forNamespaces(exampleTopology('two'))
    const plan = { kind: 'netns', topology, seed: 1, folder: join(temporaryFolder(), 'processes'), note: () => {} } as const
    await expect(startEmulation({ ...plan, goRouters: new Set(['1-ff00:0:111']) })).rejects.toThrow(/br1-ff00_0_111-1 ended with 127/)
    expect(readdirSync('/run/netns').filter(n => n.startsWith(`hp${process.pid}-`))).toEqual([])
  })
})
