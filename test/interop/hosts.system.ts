/** Our hosts in the reference's network: they ask its daemons for paths and answer its tool, in the dispatcher's place. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, root } from '#test/availability.ts'
import { hopproof } from '#test/cli/tools/lab.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { createNamespace } from './namespace.ts'
import { hopproofProgram, startNetwork, theirs, untilAlive } from './network.ts'
import { networkNeeds } from './tiny4.ts'
import { scion } from './transcript.ts'

const [here, there] = ['127.0.0.98', '127.0.0.99']

describeWith(networkNeeds, "our hosts on the reference's daemons", () => {
  test('tiny', async () => {
    const folder = temporaryFolder()
    await hopproof('topo', 'configure', join(root, 'examples/topologies/tiny.topo'), '--out', folder, '--interval', '1s')
    const namespace = createNamespace(folder)
    const startHost = (): void =>
      namespace.start('host', [...hopproofProgram, 'host', '--config', join(folder, 'ASff00_0_111'), '--address', there])
    const { daemon } = startNetwork(namespace, folder, theirs, '1-ff00:0:112', startHost)
    await untilAlive(namespace, daemon, '1-ff00:0:111')
    const theirPing = await scion(namespace, daemon, 'ping', `1-ff00:0:111,${there}`, '-c', '3', '--interval', '100ms')
    expect(theirPing.stdout).toContain('3 packets transmitted, 3 received, 0% packet loss')
    const ask = `echo '{"id":1,"command":["ping","1-ff00:0:111,${there}","-c","3","--interval","100ms"]}'; sleep 3`
    const host = [...hopproofProgram, 'host', '--sciond', daemon, '--address', here, '--commands'].join(' ')
    const ourPing = await namespace.run(['sh', '-c', `(${ask}) | ${host}`])
    expect(ourPing.stdout).toMatch(/"hops":\[{"interface":1,"isd_as":"1-ff00:0:112"},.*"sent":3,"received":3/)
  })
})
