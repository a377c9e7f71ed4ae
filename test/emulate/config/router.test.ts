import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readRouterConfiguration } from '#emulate/config/router.ts'
import { key, storyAs } from '#test/router/network.ts'
import { writeAsTopology } from '#topology/json.ts'
import { UserError } from '#wire/error.ts'
import { masterKey, temporaryFolder, writeConfiguration } from '../lab.ts'

const read = (file: string): string => readFileSync(file, 'utf8')
const load = (path: string, id?: string) => readRouterConfiguration({ path, read, ...(id !== undefined && { id }) })

function complaint(path: string, id?: string): string {
  try {
    load(path, id)
  } catch (error) {
    if (error instanceof UserError) return error.text
    throw error
  }
  return 'no complaint'
}

/** A folder whose br.toml is exactly `toml`, with %s for the folder. */
function withToml(toml: string): { readonly folder: string; readonly file: string } {
  const folder = writeConfiguration(temporaryFolder(), storyAs)
  const file = join(folder, 'br.toml')
  writeFileSync(file, toml.replace('%s', folder))
  return { folder, file }
}

test("the reference's br.toml", () => {
  const toml = `[general]
    id = "brA"
    config_dir = "%s"
    [features]
    experimental_scmp_authentication = true
    [router]
    receive_buffer_size = 1048576
    send_buffer_size = 0
    batch_size = 256
    [router.bfd]
    disable = true
    [metrics]
    prometheus = "127.0.0.1:30442"
    [api]
    addr = ":30443"
    [log.console]
    level = "debug"
  `
  const { file, folder } = withToml(toml)
  const c = load(file)
  expect(c.settings).toEqual({
    id: 'brA',
    configDir: folder,
    scmpAuthentication: true,
    bfd: { disable: true },
    metrics: '127.0.0.1:30442',
    api: ':30443',
    logLevel: 'debug',
    receiveBuffer: 1_048_576,
  })
  expect([c.id, c.as.isdAs, c.key, c.warnings]).toEqual(['brA', '1-ff00:0:1', key, []])
})

test('a folder: its ID.toml, its br.toml, or none', () => {
  const { folder } = withToml('[general]\nid = "brB"')
  expect(load(folder).id).toBe('brB')
  expect(load(folder, 'brA').id).toBe('brA')
  writeFileSync(join(folder, 'brC.toml'), '[log.console]\nlevel = "error"')
  expect(load(folder, 'brC').settings.logLevel).toBe('error')

  const bare = temporaryFolder()
  mkdirSync(join(bare, 'keys'))
  writeFileSync(join(bare, 'keys', 'master0.key'), `${masterKey}\n`)
  writeFileSync(join(bare, 'topology.json'), JSON.stringify(writeAsTopology({ ...storyAs, routers: storyAs.routers.slice(1, 2) })))
  expect([load(bare).id, load(bare).settings.logLevel, load(bare).text]).toEqual(['brB', 'info', ''])
})

test('a key that is not known is a warning with the key that was meant', () => {
  const { file } = withToml('[general]\nid = "brA"\n[metrics]\npromethius = "x"')
  const [warning] = load(file).warnings
  expect(warning!.text).toContain('metrics.promethius')
  expect(warning!.hint).toContain('"prometheus"')
})

test.each([
  ['general = 7', /br\.toml: general: expected/],
  ['[general]\nid = 7', /br\.toml: general\.id: expected/],
  ['[general]\nid = "brX"', /topology\.json: border_routers has no "brX"\n {2}hint: .*brA, brB, brC, brD/],
  ['', /br\.toml: general\.id is missing.*\n {2}hint: say --id, one of: brA/],
  ['[router.bfd]\ndisable = "yes"', /br\.toml: router\.bfd\.disable: expected true or false/],
  ['[metrics]\nprometheus = "9090"', /br\.toml: metrics\.prometheus: "9090" has no port\n {2}hint/],
  ['[api]\naddr = "x:99999"', /br\.toml: api\.addr: "99999" is not a port/],
  ['[log.console]\nlevel = "loud"', /br\.toml: log\.console\.level: "loud" is no log level\n {2}hint: .*debug, info, error/],
  ['[router]\nreceive_buffer_size = -1', /br\.toml: router\.receive_buffer_size: expected/],
  ['[general', /br\.toml:1:\d+: is not TOML/],
])('%j: file and key', (toml, wanted) => expect(complaint(withToml(toml).folder)).toMatch(wanted))

test('keys/master0.key that is no base64', () => {
  const folder = writeConfiguration(temporaryFolder(), storyAs, { master: 'secret!' })
  expect(complaint(folder, 'brA')).toMatch(/keys\/master0\.key: is no base64 text\n {2}hint: .*base64/)
})
