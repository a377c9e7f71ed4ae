import { existsSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { inFolder, linesOf, piecesOf } from '#proofs/engines/files.ts'

test('lines of a file: whole ones, and the rest behind the last line feed', () =>
  inFolder('lines', folder => {
    writeFileSync(join(folder, 'a'), 'one\ntwo\n')
    writeFileSync(join(folder, 'b'), 'one\ntw')
    expect([...linesOf(join(folder, 'a'))]).toEqual(['one', 'two', ''])
    expect([...linesOf(join(folder, 'b'))]).toEqual(['one', 'tw'])
  }))

test('no character is cut between two pieces', () =>
  inFolder('pieces', folder => {
    const text = `x${'ü'.repeat(1 << 20)}`
    writeFileSync(join(folder, 'a'), text)
    const pieces = [...piecesOf(join(folder, 'a'))]
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.join('') === text).toBe(true)
  }))

test('the folder is there as long as it is used, whatever comes of it', async () => {
  let last = ''
  const use = (folder: string): string => {
    expect(existsSync(folder)).toBe(true)
    last = folder
    return basename(folder)
  }
  expect(await inFolder('use', use)).toMatch(/^hopproof-use-/)
  expect(existsSync(last)).toBe(false)
  await expect(
    inFolder('use', folder => {
      use(folder)
      throw new Error('no')
    }),
  ).rejects.toThrow('no')
  expect(existsSync(last)).toBe(false)
})
