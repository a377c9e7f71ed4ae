import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesReadBy, hashOf, modulesNamedIn } from '#proofs/checks/modules.ts'
import { withFolder } from '../engines/fakes.ts'
import { bridgeCheck, tlcCheck, writeSpec } from './fakes.ts'

test('modules by EXTENDS and INSTANCE, not those in comments and strings', () => {
  const text = `EXTENDS A,
  B  \\* EXTENDS C
(* INSTANCE D (* nested *) INSTANCE E *)
x == "(* INSTANCE F" \\/ y = "EXTENDS J"
I == INSTANCE G WITH a <- b
LOCAL INSTANCE H`
  expect(modulesNamedIn(text)).toEqual(['A', 'B', 'G', 'H'])
})

test('all files a check reads, to the end of the chain', () =>
  withFolder(folder => {
    writeSpec(folder)
    expect(filesReadBy(tlcCheck(), folder)).toEqual(['C.cfg', 'M.tla', 'N.tla'])
    const bridge = bridgeCheck(async () => ({ verdict: 'holds', count: 1 }))
    expect(filesReadBy(bridge, folder)).toEqual(['M.tla', 'N.tla'])
    expect(() => filesReadBy(tlcCheck({ module: 'Nowhere' }), folder)).toThrow('check a names Nowhere.tla, which is not in proofs/spec')
  }))

test('a change of any of them is a change of the hash, and of no other file', () =>
  withFolder(folder => {
    writeSpec(folder)
    const before = hashOf(tlcCheck(), folder)
    writeFileSync(join(folder, 'BUG.cfg'), 'changed')
    expect(hashOf(tlcCheck(), folder)).toBe(before)
    for (const name of ['M.tla', 'N.tla', 'C.cfg']) {
      writeSpec(folder)
      writeFileSync(join(folder, name), 'changed')
      if (name === 'M.tla') writeFileSync(join(folder, name), 'EXTENDS N \\* changed')
      expect(hashOf(tlcCheck(), folder)).not.toBe(before)
    }
  }))
