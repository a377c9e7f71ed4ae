import { expect, test } from 'vitest'
import { diamond, hopproof, tiny } from './lab.ts'

test('prints what scion traceroute prints', async () => {
  const { out, err, exit } = await hopproof('traceroute', tiny, 'alice', 'bob')
  const lines = out.split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'Resolved local address:',
    expect.stringMatching(/^ {2}127\./),
    'Using path:',
    expect.stringMatching(/^ {2}Hops: \[/),
  ])
  expect(lines.slice(5).map(l => l.replace(/,127\S+/, ''))).toEqual([
    '0 1-ff00:0:111 IfID=41 0.200ms 0.200ms 0.200ms',
    '1 1-ff00:0:110 IfID=1 10.200ms 10.200ms 10.200ms',
    '2 1-ff00:0:110 IfID=2 10.400ms 10.400ms 10.400ms',
    '3 1-ff00:0:112 IfID=1 26.404ms 26.404ms 26.404ms',
    '',
  ])
  expect({ err, exit }).toEqual({ err: '', exit: undefined })
})

test('tr is its short name; JSON and YAML', async () => {
  const { out } = await hopproof('tr', tiny, 'alice', 'bob', '--format', 'json')
  expect(JSON.parse(out)).toMatchObject({ hops: [{ interface_id: 41, round_trip_times: [0.2, 0.2, 0.2] }, {}, {}, {}] })
  expect((await hopproof('tr', tiny, 'alice', 'bob', '--format', 'yaml')).out).toContain('hops:\n    - interface_id: 41\n      ip: 127.')
})

test('lost packets: exit 1 for people, a record for scripts', async () => {
  const dead = ['traceroute', tiny, 'alice', 'bob', '--down', '1-ff00:0:110#2'] as const
  const human = await hopproof(...dead)
  expect(human.out).toMatch(/\n3 \?\? \n$/)
  expect(human).toMatchObject({ err: expect.stringMatching(/^(ERROR: external .*\n){3}Error: packets were lost\n$/), exit: 1 })
  const json = await hopproof(...dead, '--format', 'json')
  expect(JSON.parse(json.out)).toMatchObject({ hops: [{}, {}, {}, { ip: '', round_trip_times: null }] })
  expect(json.exit).toBeUndefined()
})

test('the path is chosen; nothing to trace inside an AS', async () => {
  expect((await hopproof('traceroute', diamond, 'alice', 'server', '--sequence', '0 1-ff00:0:112 0')).out).toContain('1 1-ff00:0:112,')
  expect(await hopproof('traceroute', tiny, 'alice', 'alice')).toEqual({
    out: '',
    err: 'Error: empty path is not allowed for traceroute\n',
    exit: 2,
  })
})
