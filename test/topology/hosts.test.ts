import { expect, test } from 'vitest'
import { parseText } from '#topology/document.ts'
import { readHosts } from '#topology/hosts.ts'
import { userError } from './networks.ts'

const read = (text: string) => readHosts(parseText(text, 'f'))

test('a list of names', () => expect(read('[h1, web.server-2]')).toEqual([{ name: 'h1' }, { name: 'web.server-2' }]))
test('names with addresses, in canonical text; without one it is allocated', () =>
  expect(read('{h1: 10.0.0.7, h2: , h3: "FD00::0:7"}')).toEqual([
    { name: 'h1', address: '10.0.0.7' },
    { name: 'h2' },
    { name: 'h3', address: 'fd00::7' },
  ]))
test.each(['[-x]', '[""]', '[a b]', '[ä]', `[${'a'.repeat(64)}]`, '[[h1]]', 'h1'])('refuses %j', text => void userError(() => read(text)))
test('says where an address is wrong', () =>
  expect(userError(() => read('{h1: 10.0.0.256}')).text).toMatch(/^f:1:6: h1: "10.0.0.256" is not an IP/))
