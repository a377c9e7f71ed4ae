import { expect, test } from 'vitest'
import { hiddenPathsOf, parseHiddenPaths, requireIn, writeHiddenPaths } from '#control/hidden/group-document.ts'
import { loadTopo } from '#topology/load.ts'
import { UserError } from '#wire/error.ts'

const groups = `
groups:
  "ff00:0:110-69b5":
    owner: 1-ff00:0:110
    writers: [1-ff00:0:111, 1-ff00:0:112]
    readers: ["1-ff00:0:114"]
    registries: [1-ff00:0:111, 1-ff00:0:113]
  "ffaa:0:222-abcd":
    owner: "1-ffaa:0:222"
    writers: [1-ff00:0:111]
    registries: [1-ff00:0:115]
`

test("the reference's file of an AS", () => {
  const file = parseHiddenPaths(
    `${groups}registration_policy_per_interface: {2: [public, "ff00:0:110-69b5", "ffaa:0:222-abcd"], 3: [public], 4: []}`,
    'as.yml',
    '1-ff00:0:111',
  )
  const [first, second] = [...file.groups.values()]
  expect(first).toEqual({
    id: 'ff00:0:110-69b5',
    owner: '1-ff00:0:110',
    writers: new Set(['1-ff00:0:111', '1-ff00:0:112']),
    readers: new Set(['1-ff00:0:114']),
    registries: new Set(['1-ff00:0:111', '1-ff00:0:113']),
  })
  expect(second!.readers.size).toBe(0)
  const own = hiddenPathsOf(file, '1-ff00:0:111')
  expect([...own.policies]).toEqual([
    [2, { public: true, groups: [first, second] }],
    [3, { public: true, groups: [] }],
    [4, { public: false, groups: [] }],
  ])
  expect(hiddenPathsOf(file, '1-ff00:0:112')).toEqual({ groups: file.groups, policies: new Map() })
})

test('the file of a network says whose interface it is', () => {
  const file = parseHiddenPaths(
    `${groups}registration_policy_per_interface: {"1-ff00:0:111#2": [public], "1-ff00:0:112#2": ["ff00:0:110-69b5"]}`,
  )
  expect([...file.policies.keys()]).toEqual(['1-ff00:0:111', '1-ff00:0:112'])
  expect(hiddenPathsOf(file, '1-ff00:0:112').policies.get(2)).toMatchObject({ public: false, groups: [{ id: 'ff00:0:110-69b5' }] })
})

test('an empty file has no groups', () => {
  expect(parseHiddenPaths('')).toEqual({ groups: new Map(), policies: new Map() })
})

const group = (more: string) => `groups:\n  "ff00:0:110-1": {owner: 1-ff00:0:110, ${more}}\n`
const whole = 'writers: [1-1], registries: [1-2]'
const policy = (entry: string) => `${group(whole)}registration_policy_per_interface:\n  ${entry}\n`

test.each([
  ['groups:\n  "x-1": {}', 'groups.x-1: "x" is not an AS number', 2],
  [`groups:\n  "ff00:0:110-1": {${whole}}`, 'has no owner', 2],
  [`groups:\n  "ff00:0:110-1": {owner: 1-ff00:0:111, ${whole}}`, 'is not the AS in the id', 2],
  [group('registries: [1-2]'), 'without writers', 2],
  [group('writers: [1-1], registries: []'), 'needs a registry', 2],
  [group('writers: [1-0], registries: [1-2]'), 'writers.0: 1-0 is no single AS', 2],
  [group('writers: [one], registries: [1-2]'), 'not an ISD-AS', 2],
  [group(`${whole}, readrs: []`), 'readrs', 2],
  [`groups:\n  "ff00:0:110-1": {owner: 1-ff00:0:110, ${whole}}\n  "ff00_0_110-1": {owner: 1-ff00:0:110, ${whole}}`, 'there twice', 3],
  [policy('1: [public]'), 'does not say of which AS', 4],
  [policy('"1-1#0": [public]'), 'no interface', 4],
  [policy('"1-1#65536": [public]'), 'no interface', 4],
  [policy('"1#1": [public]'), 'not an ISD-AS', 4],
  [policy('"1-1#1": ["ff00:0:110-2"]'), 'there is no group ff00:0:110-2', 4],
  [policy('"1-1#1": [1]'), 'not a group id', 4],
  [policy('"1-1#1": [public]\n  "1-1#01": [public]'), 'there twice', 5],
  [policy('"1-1#1": public'), 'expected a list', 4],
])('what is wrong is said with its place: %j', (text, message, line) => {
  const complaint = (): UserError => {
    try {
      parseHiddenPaths(text, 'groups.yml')
    } catch (error) {
      return error as UserError
    }
    throw new Error('it was read')
  }
  expect(complaint()).toBeInstanceOf(UserError)
  expect(complaint().message).toContain(message)
  expect(complaint().place).toMatchObject({ file: 'groups.yml', line })
})

test('no more groups are read than a network has', () => {
  const many = Array.from({ length: 1025 }, (_, i) => `  "1-${i.toString(16)}": {owner: 1-1, ${whole}}`)
  expect(() => parseHiddenPaths(`groups:\n${many.join('\n')}`)).toThrow('more than 1024 groups')
})

test('a network has the ASes and interfaces that its file names', () => {
  const { topology } = loadTopo('{ASes: {"1-1": {core: true}, "1-2": {}}, links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD}]}')
  const check = (text: string) => requireIn(topology, parseHiddenPaths(text))
  const one = `groups: {"1-1": {owner: 1-1, writers: [1-2], registries: [1-1]}}`
  check(`${one}\nregistration_policy_per_interface: {"1-2#2": [public]}`)
  expect(() => check(one.replace('[1-2]', '[1-3]'))).toThrow('no AS "1-3"')
  expect(() => check(`registration_policy_per_interface: {"1-2#1": [public]}`)).toThrow('1-2 has no interface 1')
  expect(() => check(`registration_policy_per_interface: {"1-3#1": [public]}`)).toThrow('no AS "1-3"')
})

test("an AS's part of a network's file, written and read again", () => {
  const network = parseHiddenPaths(
    `${groups}registration_policy_per_interface: {"1-ff00:0:111#2": [public, "ff00:0:110-69b5"], "1-ff00:0:112#3": ["ff00:0:110-69b5"]}`,
  )
  for (const own of ['1-ff00:0:111', '1-ff00:0:112', '1-ff00:0:114'] as const) {
    const again = parseHiddenPaths(JSON.stringify(writeHiddenPaths(network, own)), 'x.yml', own)
    expect(hiddenPathsOf(again, own)).toEqual(hiddenPathsOf(network, own))
  }
})
