import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, tlc } from '#test/availability.ts'
import { changed } from '#test/proofs/slices/lines.ts'
import { typed } from '../typed.ts'
import { runFolder } from './run.ts'

describeWith([tlc()], 'a log put to the model', () => {
  test('accepted: what was seen, exit code 0', async () => {
    const folder = runFolder()
    const { out, exitCode } = await typed('judge', folder)
    expect(out).toMatch(/^accepted: .*\n\n\d+ packets' ways, \d+ decisions, \d+ of them different; TLC took [\d.]+ s\n\n/)
    expect(out).toMatch(/\n +3 {2}answer macIsValid macMismatch/)
    expect(exitCode).toBe(0)
    expect((await typed('judge', folder, '--limit', '10')).out).toContain(' 10 decisions,')
    expect((await typed('judge', folder, '--limit', '10')).out).toContain('the log goes on, --limit')
  })

  test('rejected: the line and the fields, exit code 1; also as JSON, for a file alone', async () => {
    const folder = runFolder()
    const file = join(folder, 'bad.ndjson')
    writeFileSync(file, changed(1, e => ({ ...e, verdict: 'drop' })).join('\n'))
    const { out, exitCode } = await typed('judge', file)
    expect(out).toMatch(/^rejected:\nline 3: 1-ff00:0:11\d br\S*: .*verdict "drop", the model: "forward"/)
    expect(exitCode).toBe(1)
    copyFileSync(join(folder, 'network.topo'), join(folder, 'other.topo'))
    const json = JSON.parse((await typed('judge', file, '--topology', join(folder, 'other.topo'), '--format', 'json')).out)
    expect(json).toMatchObject({
      accepted: false,
      slices: expect.any(Number),
      objections: expect.arrayContaining([expect.stringMatching(/^line 3: .*verdict/)]),
    })
  })
})
