/** A network on Mininet with routers of both makes: the `scion` tool, unmodified, in a host's namespace, on a daemon of ours. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith, program, root, scionProgram } from '#test/availability.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { namespaces } from '#test/emulate/net/lab.ts'
import { hopproofProgram } from './network.ts'
import { mask } from './transcript.ts'

const commands = [
  'address',
  'showpaths 1-ff00:0:112',
  'showpaths 1-ff00:0:112 --format json',
  'ping 1-ff00:0:112,10.0.0.27 -c 3 --interval 100ms',
  'ping 1-ff00:0:112,10.0.0.27 -c 3 --interval 100ms --format json',
  'traceroute 1-ff00:0:112,10.0.0.27',
  'traceroute 1-ff00:0:112,10.0.0.27 --format json',
]

/** Alice's: the addresses are those of tiny.topo in namespaces. */
const script = (folder: string): string => `
export SCION_DAEMON=10.0.0.19:30255
cd ${folder}/processes
${hopproofProgram.join(' ')} daemon --config gen/ASff00_0_111/sd.toml > daemon.out &
until scion showpaths 1-ff00:0:112 > /dev/null 2>&1; do sleep 0.2; done
${commands.map(command => `echo '$ scion ${command}'; scion ${command} 2> /dev/null; echo "exit $?"; echo`).join('\n')}
kill $!
`

const needs = [namespaces, program('mn'), scionProgram('router'), scionProgram('scion')]

describeWith(needs, 'mininet', () => {
  test('tiny, the core with routers of the reference', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'script.sh'), script(folder))
    const network = [join(root, 'examples/topologies/tiny.topo'), '--router', '1-ff00:0:110=go', '--out', folder]
    const [node, ...words] = [...hopproofProgram, 'emulate', 'mininet', ...network]
    const emulation = spawn(node!, words, { stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void emulation.kill())
    emulation.stdin.end(`alice sh ${folder}/script.sh\n`)
    const [said, [code]] = await Promise.all([text(emulation.stdout), once(emulation, 'exit')])
    expect(code).toBe(0)
    await expect(mask(said)).toMatchFileSnapshot('transcripts/mixed.txt')
  })
})
