import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Emulation } from '#emulate/net/emulation.ts'
import { runPrompt } from '#emulate/net/prompt.ts'
import { exampleTopology } from '#test/sim/examples.ts'

const emulation = { topology: exampleTopology('tiny') } as Emulation

async function run(script: string): Promise<{ readonly ok: boolean; readonly text: string }> {
  const output = new PassThrough()
  const ok = await runPrompt(emulation, { input: Readable.from(script), output, isTerminal: false })
  return { ok, text: output.read()?.toString() ?? '' }
}

test('lines of a script, up to its exit', async () => {
  expect(await run('sh echo one\nexit\nsh echo two\n')).toEqual({ ok: true, text: 'one\n' })
})

test('a line that is wrong is told, and the script goes on', async () => {
  const { ok, text } = await run('shout\nsh echo two')
  expect(ok).toBe(false)
  expect(text).toMatch(/^\*\*\* there is neither a command nor a node "shout"\n.*\ntwo\n$/)
})
