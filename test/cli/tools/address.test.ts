import { expect, test } from 'vitest'
import { UserError } from '#wire/error.ts'
import { hopproof, tiny } from './lab.ts'

test('the address of a host, by its name or its AS', async () => {
  const { out } = await hopproof('address', tiny, 'alice')
  expect(out).toMatch(/^1-ff00:0:111,127\.\d+\.\d+\.\d+\n$/)
  expect((await hopproof('address', '--topology', tiny, '--isd-as', '1-ff00:0:111')).out).toBe(out)
})

test('JSON with the keys of scion address', async () => {
  const { out } = await hopproof('address', tiny, 'alice')
  const [isdAs, ip] = out.trim().split(',')
  const json = `{\n  "addresses": [\n    {\n      "isd_as": "${isdAs}",\n      "ip": "${ip}",\n      "address": "${isdAs},${ip}"\n    }\n  ]\n}\n`
  expect((await hopproof('address', tiny, 'alice', '--json')).out).toBe(json)
  expect((await hopproof('address', tiny, 'alice', '--format', 'json')).out).toBe(json)
})

test('who is not there, and too few words', async () => {
  await expect(hopproof('address', tiny, 'nobody')).rejects.toThrow(/no host "nobody"/)
  await expect(hopproof('address', tiny)).rejects.toThrow(UserError)
  await expect(hopproof('address')).rejects.toThrow(/no topology/)
})
