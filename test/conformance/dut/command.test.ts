import { expect, test } from 'vitest'
import { commandWords } from '#conformance/dut/command.ts'

const places = { dir: '/tmp/a b', toml: '/tmp/a b/br.toml', topology: '/tmp/a b/topology.json', id: 'br1' }

test.each([
  ['router --config {dir}/br.toml', ['router', '--config', '/tmp/a b/br.toml']],
  ['  x {id}  {toml} {topology} ', ['x', 'br1', '/tmp/a b/br.toml', '/tmp/a b/topology.json']],
  [`sh -c 'exec "$0" {id}' "a \\"b\\"" c\\ d ''`, ['sh', '-c', 'exec "$0" br1', 'a "b"', 'c d', '']],
])('%s', (template, words) => {
  expect(commandWords(template, places)).toEqual(words)
})

test.each([
  ['router {folder}', 'the command of the device under test has {folder}'],
  ['router "x', 'the command of the device under test has an open quote: "x'],
  ['  ', 'the command of the device under test is empty'],
])('%s is refused', (template, message) => {
  expect(() => commandWords(template, places)).toThrow(message)
})
