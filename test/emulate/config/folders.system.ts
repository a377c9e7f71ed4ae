/** The reference's own control services, routers and daemon run on the folders we write, and find a path. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { describeWith, scionProgram } from '#test/availability.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { configured } from '../network-lab.ts'

/** Ends when the test does; resolves to what it said. */
function start(program: string, config: string): { readonly said: () => string } {
  const child: ChildProcess = spawn(program, ['--config', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', chunk => (said += chunk))
  onTestFinished(async () => {
    if (child.exitCode === null) {
      child.kill('SIGKILL')
      await once(child, 'close')
    }
  })
  return { said: () => `${basename(config)}: ${said}` }
}

const programs = ['control', 'router', 'daemon', 'scion'].map(scionProgram)

describeWith(programs, 'programs of the reference', (control, router, daemon, scion) => {
  test('start without complaint and find a path of three ASes', async () => {
    const { topology, folderOf } = configured(tiny, { intervalNs: 1_000_000_000, epic: true })
    const running = topology.ases.flatMap(as => {
      const folder = folderOf(as.isdAs)
      return [
        ...as.routers.map(r => start(router!, join(folder, `${r.id}.toml`))),
        ...as.controlServices.map(s => start(control!, join(folder, `${s.id}.toml`))),
        start(daemon!, join(folder, 'sd.toml')),
      ]
    })
    const sciond = `${topology.ases[2]!.hosts[0]!.address}:30255`
    const show = () => promisify(execFile)(scion!, ['showpaths', '--sciond', sciond, '--no-probe', '1-ff00:0:111']).then(r => r.stdout, e => String(e.stdout) + e.stderr) // biome-ignore format: one line
    let shown = ''
    for (let i = 0; i < 60 && !shown.includes('Hops:'); i++) {
      await setTimeout(500)
      shown = await show()
    }
    expect(
      shown,
      running
        .map(r => r.said())
        .join('\n')
        .slice(-8000),
    ).toContain('1-ff00:0:112 1>2 1-ff00:0:110 1>41 1-ff00:0:111')
    // Until neighbours are up there is nobody to send beacons to, and nothing else goes wrong.
    const complaints = running.flatMap(r => r.said().split('\n')).filter(line => /ERROR|panic/i.test(line))
    expect(complaints.filter(line => !/beacon|segment|connection refused|timeout|deadline/i.test(line))).toEqual([])
  })
})
