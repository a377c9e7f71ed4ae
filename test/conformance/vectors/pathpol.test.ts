import { describe, expect, test } from 'vitest'
import { pathpolVectors } from '#conformance/vectors/pathpol.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(pathpolVectors, 'vectors/control/pathpol.json', 438 + 8)

const interfaces = ['1-1#1', '1-2#2', '1-2#3', '2-1#4']
const pathset = { id: 'p', paths: [{ src: '1-1', dst: '2-1', interfaces, sequence: '1-1#0,1 1-2#2,3 2-1#4,0' }] }
const replay = (c: Record<string, unknown>) => {
  const [paths, ...cases] = [...pathpolVectors.replay({ pathsets: [pathset], cases: [c] })]
  expect(paths!.result).toBe('passed')
  return cases[0]!
}

const [survive, none] = [[0], []]
const good: readonly Record<string, unknown>[] = [
  { kind: 'hop_predicate', text: '1-2#3', ok: true, isd: 1, as: '2', ifids: ['3'], string: '1-2#3' },
  { kind: 'acl', text: '["- 1-2#9","+"]', format: 'json', ok: true, reencoded: '["- 1-2#9","+"]', paths: 'p', survive },
  { kind: 'sequence', text: '1 1 2', ok: true, regex: '^x$', paths: 'p', survive },
  {
    kind: 'policy',
    policy: {
      options: [
        { weight: 0, policy: { sequence: '1' } },
        { weight: 1, policy: { acl: ['-'] } },
      ],
    },
    ok: true,
    paths: 'p',
    survive: none,
    survive_options_sorted: none,
    survive_ignore_sequence: survive,
  },
  {
    kind: 'extends',
    policies: { a: { extends: ['b'] }, b: { acl: ['+'] } },
    name: 'a',
    ok: true,
    merged: { acl: ['+'] },
    paths: 'p',
    survive,
  },
]

describe.each(good.map(c => [c.kind as string, c] as const))('%s', (_, c) => {
  test('passes, and fails for each member that is changed', () => {
    expect(replay(c).result).toBe('passed')
    const compared = ['isd', 'as', 'ifids', 'string', 'reencoded', 'merged'].filter(name => name in c)
    for (const name of [...compared, ...Object.keys(c).filter(n => n.startsWith('survive'))])
      expect(
        replay({ ...c, [name]: [1] }).differences.map(d => d.field),
        name,
      ).toEqual([name])
    expect(replay({ ...c, ok: false }).result).toBe('failed')
  })
})

test('what the reference refuses or crashes on must be refused', () => {
  for (const c of [
    { kind: 'hop_predicate', text: '1-2#' },
    { kind: 'acl', text: '[null]' },
    { kind: 'sequence', text: '(' },
    { kind: 'policy', policy: { options: [{ weight: 1 }] }, panic: 'nil pointer' },
    { kind: 'extends', policies: { a: { extends: ['missing'] } }, name: 'a' },
  ]) {
    expect(replay({ ...c, ok: false }).result, c.kind).toBe('passed')
    expect(replay({ ...c, ok: true, paths: 'p', survive }).result, c.kind).toBe('failed')
  }
})

test('deliberate differences say why', () => {
  const extending = replay({
    kind: 'policy',
    policy: { options: [{ weight: 1, policy: { extends: ['x'] } }] },
    ok: true,
    paths: 'p',
    survive,
  })
  expect([extending.result, extending.reason]).toEqual(['passed', expect.stringContaining('we refuse an option that extends')])
  expect(replay({ kind: 'policy', policy: { sequence: 5 }, ok: false }).reason).toMatch(/number/)
})

test('the text of a path is compared, and that an odd one has none', () => {
  const withPath = (path: object) =>
    replayOne(pathpolVectors, { pathsets: [{ id: 'p', paths: [{ ...pathset.paths[0], ...path }] }], cases: [] })
  expect(withPath({ sequence: '1-1#0,1' }).differences.map(d => d.field)).toEqual(['sequence'])
  expect(withPath({ sequence: '', sequence_error: 'odd', interfaces: interfaces.slice(1) }).result).toBe('passed')
  expect(withPath({ sequence: '', sequence_error: 'odd' }).result).toBe('failed')
})
