import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findMininet } from '#proofs/live/mininet.ts'
import { fakeProgram } from '#test/proofs/engines/fakes.ts'

test('Mininet is for root, where it is on PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-mn-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(findMininet({ PATH: folder }, 0)).toBeUndefined()
  const mn = fakeProgram(folder, 'mn', 'exit 0')
  expect(findMininet({ PATH: folder }, 0)).toBe(mn)
  expect(findMininet({ PATH: folder }, 1000)).toBeUndefined()
})
