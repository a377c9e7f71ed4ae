import { afterEach, expect, test, vi } from 'vitest'
import { columns, emit, paint } from '#cli/output.ts'

afterEach(() => vi.restoreAllMocks())

function printed(run: () => void): string {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += chunk
    return true
  })
  run()
  return text
}

test('columns are aligned, numbers to the right, no trailing blanks', () => {
  const rows = [
    ['name', 'count', 'note'],
    ['a', '7', 'x'],
    ['longer', '12', ''],
  ]
  expect(columns(rows, { right: [1], indent: '> ' })).toBe('> name    count  note\n> a           7  x\n> longer     12')
})

test('escape sequences take no room in a column', () => {
  const red = `\x1b[31mab\x1b[39m`
  expect(columns([[red, 'x'], ['abcd', 'y']])).toBe(`${red}    x\nabcd  y`) // biome-ignore format: two rows
})

test('no colour where stdout is no terminal', () => {
  expect(process.stdout.isTTY).not.toBe(true)
  expect(paint('red', 'x')).toBe('x')
})

test('emit prints what --format says, and the human text only for people', () => {
  const value = { a: [1, 'x'], b: null }
  const human = vi.fn(() => 'for people')
  expect(JSON.parse(printed(() => emit('json', value, human)))).toEqual(value)
  expect(printed(() => emit('yaml', value, human))).toBe('a:\n  - 1\n  - x\nb: null\n')
  expect(human).not.toHaveBeenCalled()
  expect(printed(() => emit('human', value, human))).toBe('for people\n')
})
