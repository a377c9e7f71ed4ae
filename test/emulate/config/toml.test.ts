import { expect, test } from 'vitest'
import { parseToml } from '#emulate/config/toml.ts'
import { asText, entriesOf } from '#topology/document.ts'
import { UserError } from '#wire/error.ts'

test('tables and keys as data with names', () => {
  const [general] = entriesOf(parseToml('[general]\nid = "br1"\n', 'br.toml'))
  expect(general!.name).toBe('general')
  expect(entriesOf(general!.value).map(({ name, value }) => [name, asText(value)])).toEqual([['id', 'br1']])
})

test('what is no TOML: file, line, column, reason', () => {
  const read = () => parseToml('[general]\nid = br1\n', 'conf/br.toml')
  expect(read).toThrow(UserError)
  try {
    read()
  } catch (error) {
    expect((error as UserError).text).toMatch(/^conf\/br\.toml:2:\d+: is not TOML: /)
  }
})
