import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { networkOf, replayDump, replayed, specHashOf } from '#proofs/checks/replay.ts'
import { temporaryFolder } from '#test/emulate/net/lab.ts'

test('the networks, with what their configurations say', () => {
  const named = (name: string) => networkOf(replayed.find(r => r.name === name)!)
  expect(named('T1')).toMatchObject({ name: 'T1', leaked: [], downLinks: [], forgedTags: [] })
  expect(named('down').downLinks).toEqual([{ as: '1-ff00:0:110', id: 2 }])
  expect(named('keyleak')).toMatchObject({ name: 'T6', leaked: ['1-ff00:0:111'], forgedTags: [901, 902] })
})

test('every configuration depends on files of its own', () => {
  expect(new Set(replayed.map(specHashOf)).size).toBe(replayed.length)
})

test('a dump that is none', () => {
  const file = join(temporaryFolder(), 'T1.dump')
  writeFileSync(file, 'State 1:\n/\\ x = 1\n')
  expect(() => replayDump(networkOf(replayed[0]!), file)).toThrow('this file is cut')
})
