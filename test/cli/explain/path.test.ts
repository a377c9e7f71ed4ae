import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenarioFolder } from '#test/sim/examples.ts'
import { diamond, hopproof } from '../tools/lab.ts'

const explain = (...words: readonly string[]) => hopproof('explain', 'path', ...words)

test('which ways are paths, and why another is none', async () => {
  expect(await explain(diamond, 'alice', 'server', '--acl', '- 1-ff00:0:111', '--acl', '+', '--no-color')).toEqual({
    out:
      '1-ff00:0:113 to 1-ff00:0:110 at 25.1 s: 1 path\n  1-ff00:0:113 2>2 1-ff00:0:112 1>2 1-ff00:0:110\n\n' +
      'Looked at all 2 ways the links allow: 1 of them no use\n\n' +
      "the host's access list forbids it, at 1-ff00:0:113\n  1-ff00:0:113 1>2 1-ff00:0:111 1>1 1-ff00:0:110\n" +
      '    The access list of the host forbids an interface on it.\n',
    err: '',
    exit: undefined,
  })
})

test('JSON; no path: exit code 1', async () => {
  const { out, exit } = await explain(
    '--topology',
    diamond,
    '--isd-as',
    'alice',
    'server',
    '--down',
    '1-ff00:0:113#1',
    '--acl',
    '- 1-ff00:0:112',
    '--acl',
    '+',
    '--format',
    'json',
  )
  expect(exit).toBe(1)
  const data = JSON.parse(out)
  expect(data).toMatchObject({ src: '1-ff00:0:113', dst: '1-ff00:0:110', paths: 0, complete: true })
  expect(data.ways.map((w: { state: string; cause: { kind: string } }) => `${w.state} ${w.cause.kind}`).sort()).toEqual([
    'dead linkDown',
    'missing acl',
  ])
})

test('in a scenario, until a time of its timeline', async () => {
  const file = join(scenarioFolder, 'core-down.yaml')
  const before = await explain('--scenario', file, 'dan', 'bob', '--at', '4s', '--no-color')
  expect([before.exit, before.out]).toEqual([undefined, expect.stringContaining('2 paths')])
  const during = await explain('--scenario', file, 'dan', 'bob', '--at', '20s', '--no-color')
  expect(during.exit).toBe(1)
  expect(during.out).toContain('a link is down, at 1-ff00:0:110\n')
  expect(during.out).toContain('    The router br1-ff00_0_120-1 at an end of link 1-ff00:0:110#1 - 1-ff00:0:120#1 is down.')
})

test('mistakes', async () => {
  await expect(explain(diamond, 'alice', 'server', '--at', '3s')).rejects.toThrow('--at needs --scenario')
  await expect(explain('--scenario', 'x.yaml', 'alice')).rejects.toThrow('1 arguments')
  await expect(explain(diamond, 'alice', '9-9')).rejects.toThrow('the network has no AS 9-9')
})

test('paths --why: what there is, then what is not', async () => {
  const args = ['paths', diamond, 'alice', 'server', '--down', '1-ff00:0:113#1', '--why', '--no-color']
  const { out, exit } = await hopproof(...args)
  expect(exit).toBeUndefined()
  expect(out).toMatch(
    /^Available paths to 1-ff00:0:110\n[\s\S]*\nLooked at all 2 ways the links allow: 1 of them no use\n\nknown, but dead: a link is down/,
  )
  expect(JSON.parse((await hopproof(...args, '-j')).out)).toMatchObject({ paths: [{}, {}], why: { paths: 1, ways: [{}, {}] } })
})
