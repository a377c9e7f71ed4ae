import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { writeConfiguration } from '#conformance/dut/configuration.ts'
import { readRouterConfiguration } from '#emulate/config/router.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { storyConfiguration } from './network.ts'

test('our own router reads what is written', () => {
  const folder = temporaryFolder()
  const configuration = storyConfiguration()
  const { toml } = writeConfiguration(folder, configuration)
  const read = readRouterConfiguration({ path: toml, read: file => readFileSync(file, 'utf8') })
  expect(read.warnings).toEqual([])
  expect([read.id, read.as]).toEqual(['brA', configuration.as])
  expect(read.settings).toMatchObject({ configDir: folder, scmpAuthentication: true, bfd: { disable: true } })
})
