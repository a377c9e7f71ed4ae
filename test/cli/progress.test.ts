import { expect, test } from 'vitest'
import { startProgress } from '#cli/progress.ts'

function terminal(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, columns: 20, written, write: (text: string) => written.push(text) }
}

test('silent for 2 s, then at most ten times a second, and gone at the end', () => {
  const out = terminal(true)
  let now = 1_000
  const progress = startProgress(out, () => now)
  progress.update('early')
  expect(out.written).toEqual([])
  now += 2_000
  progress.update('a text longer than the terminal is wide')
  progress.update('too soon')
  now += 100
  progress.update('later')
  progress.end()
  expect(out.written).toEqual(['\r\x1b[Ka text longer than ', '\r\x1b[Klater', '\r\x1b[K'])
})

test('silent when nothing was shown, and when stderr is no terminal', () => {
  const quick = terminal(true)
  startProgress(quick, () => 0).end()
  expect(quick.written).toEqual([])
  const file = terminal(false)
  let now = 0
  const progress = startProgress(file, () => (now += 10_000))
  progress.update('x')
  progress.end()
  expect(file.written).toEqual([])
})
