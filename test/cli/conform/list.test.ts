import { expect, test } from 'vitest'
import { typed } from '../typed.ts'

test('for people', async () => {
  const { out } = await typed('conform', 'list', '--only', 'dp.one-hop.in.*')
  expect(out).toMatch(/^dp\.one-hop\.in\.01 +must +multi +a one-hop path ends here/)
  expect(out).toMatch(/\d+ cases of suite 2026\.1\n$/)
})

test('for programs, with every byte', async () => {
  const words = ['conform', 'list', '--only', 'dp.forward.parent-child.along.01', '--format', 'json']
  const { suite, cases } = JSON.parse((await typed(...words)).out)
  expect([suite, cases.length, cases[0].configuration]).toEqual(['2026.1', 1, 'multi'])
  const first = JSON.parse((await typed(...words, '--expand', '--time', '1800000000.25', '--net', '9')).out)
  expect([first.unixNs, first.net]).toEqual(['1800000000250000000', 9])
  expect(first.cases[0].steps[0].in).toMatchObject({ from: '127.9.13.3:40000', bytes: expect.stringMatching(/^0b8/) })
})

test.each([
  [['--expand'], 'bytes are for programs'],
  [['--expand', '--format', 'json', '--net', '256'], '"256" is no net'],
  [['--expand', '--format', 'json', '--time', 'now'], '"now" is no time'],
  [['--only', 'x'], 'no case is called "x"'],
])('%j', async (words, message) => {
  await expect(typed('conform', 'list', ...words)).rejects.toThrow(message)
})
