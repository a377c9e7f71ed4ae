/**
 * Our example networks, in configuration folders that we wrote, with every second router of the reference, under its control services and
 * under ours: its tool sees the paths of the simulation, and every one of them answers.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { PathsResult } from '#host/result.ts'
import { describeWith, root } from '#test/availability.ts'
import { hopproof } from '#test/cli/tools/lab.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { createNamespace } from './namespace.ts'
import { askOften, type Choice, ours, sequences, startNetwork, theirs, untilPaths } from './network.ts'
import { networkNeeds } from './tiny4.ts'
import { scion } from './transcript.ts'

/** file, and two ASes: several routers an AS and IPv6; shortcuts; peering across ISDs, and 53 paths */
const examples = [
  ['border-routers', '1-ff00:0:111', '1-ff00:0:112'],
  ['shortcut', '1-ff00:0:112', '1-ff00:0:113'],
  ['demo16', '1-ff00:0:113', '2-ff00:0:212'],
] as const

describeWith(networkNeeds, 'a network configured by us', () => {
  const cases = examples.flatMap(example => [[...example, 'theirs', theirs] as const, [...example, 'ours', ours] as const])
  test.each(cases)('%s, %s to %s, control services %s', async (name, from, to, _, controlPlane) => {
    const file = join(root, 'examples', 'topologies', `${name}.topo`)
    const folder = temporaryFolder()
    await hopproof('topo', 'configure', file, '--out', folder, '--interval', '1s', '--epic')
    askOften(folder)
    const namespace = createNamespace(folder)
    const { daemon } = startNetwork(namespace, folder, everySecondRouter(controlPlane), from)
    const expected = sequences((await hopproof('paths', file, from, to, '--format', 'json', '-m', '1000')).out)
    expect(await untilPaths(namespace, daemon, to, expected.length)).toEqual(expected)
    const { stdout } = await scion(namespace, daemon, 'showpaths', to, '--format', 'json', '-m', '1000', '--timeout', '20s')
    const { paths } = JSON.parse(stdout) as PathsResult
    expect(paths!.filter(path => path.status !== 'alive')).toEqual([])
    const { code, stderr } = await scion(namespace, daemon, 'ping', `${to},127.0.0.1`, '-c', '1')
    expect([code, stderr]).toEqual([0, ''])
  })
})

function everySecondRouter(rest: Choice): Choice {
  let count = 0
  return id => (id.startsWith('br') && count++ % 2 === 0 ? other(rest)(id) : rest(id))
}

const other = (choice: Choice): Choice => (choice === ours ? theirs : ours)
