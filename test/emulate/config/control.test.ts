import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readControlConfiguration } from '#emulate/config/control.ts'
import { masterSecret } from '#sim/network.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { complaintOf } from '../complaint.ts'
import { configured, sourceOf } from '../network-lab.ts'

const read = (path: string, id?: string) => readControlConfiguration(sourceOf(path, id))

/** The core AS's folder, and its cs.toml that the tests write. */
function lab() {
  const folder = configured(tiny, { intervalNs: 250_000_000, epic: true }).folderOf('1-ff00:0:110')
  const file = join(folder, 'cs1-ff00_0_110-1.toml')
  const withToml = (toml: string): string => {
    writeFileSync(file, `[general]\nid = "cs1-ff00_0_110-1"\nconfig_dir = "${folder}"\n${toml}`)
    return complaintOf(() => read(file), folder)
  }
  return { folder, file, withToml }
}

test('what we write, we read', () => {
  const { folder, file } = lab()
  const { id, as, master, databases, settings, material, warnings } = read(file)
  expect([id, as.isdAs, as.core, warnings]).toEqual(['cs1-ff00_0_110-1', '1-ff00:0:110', true, []])
  expect(master).toEqual(masterSecret(7, '1-ff00:0:110'))
  expect(databases.path).toBe(join(folder, 'cs1-ff00_0_110-1.path.db'))
  expect(settings.control).toMatchObject({
    originationIntervalNs: 2.5e8,
    propagationIntervalNs: 2.5e8,
    registrationIntervalNs: 2.5e8,
    epic: true,
  })
  expect([settings.isCa, material.ca !== undefined, settings.drkey]).toEqual([true, true, true])
})

test('a folder will do, with --id or where there is one service; without a .toml all is as by default', () => {
  const { folder } = lab()
  expect(read(folder).id).toBe('cs1-ff00_0_110-1')
  const bare = configured(tiny).folderOf('1-ff00:0:111')
  writeFileSync(join(bare, 'cs1-ff00_0_111-1.toml'), '')
  const { settings, databases } = read(bare, 'cs1-ff00_0_111-1')
  expect(settings.control).toMatchObject({ originationIntervalNs: 5e9, queryIntervalNs: 300e9, epic: false })
  expect([settings.isCa, settings.logLevel, databases.trust]).toEqual([false, 'info', join(bare, 'cs1-ff00_0_111-1.trust.db')])
})

test("the reference's keys", () => {
  const { folder, file, withToml } = lab()
  const policy = join(folder, 'up.yml')
  const groups = join(folder, 'groups.yml')
  writeFileSync(policy, 'Type: CoreSegmentRegistration\nBestSetSize: 3\n')
  writeFileSync(groups, 'groups: {}\n')
  writeFileSync(join(folder, 'staticInfoConfig.json'), '{"Note": "ours"}')
  const done = withToml(`
    [trust_db]
    connection = "/tmp/t.db"
    max_open_read_conns = 1
    [beaconing]
    origination_interval = "10s"
    [beaconing.policies]
    core_registration = "${policy}"
    [path]
    query_interval = "1m"
    hidden_paths_cfg = "${groups}"
    [ca]
    mode = "in-process"
    max_as_validity = "1d"
    [drkey.level1_db]
    connection = "x"
    [rpc]
    client_protocol = "all"
    [tracing]
    enabled = true`)
  expect(done).toBe('no complaint')
  const { settings, databases, policies, staticInfo, warnings } = read(file)
  expect(databases).toEqual({
    trust: '/tmp/t.db',
    beacon: join(folder, 'cs1-ff00_0_110-1.beacon.db'),
    path: join(folder, 'cs1-ff00_0_110-1.path.db'),
  })
  expect(settings.control).toMatchObject({ originationIntervalNs: 10e9, propagationIntervalNs: 5e9, queryIntervalNs: 60e9 })
  expect([settings.trust.asLifeS, settings.drkey, policies.core?.bestSetSize, staticInfo?.note, warnings]).toEqual([
    86_400,
    true,
    3,
    'ours',
    [],
  ])
})

test('errors name file and key', () => {
  const { folder, file, withToml } = lab()
  expect(withToml('[ca]\nmode = "delegating"')).toMatch(
    /^cs1-ff00_0_110-1.toml: ca.mode "delegating" is no mode of a CA here|mode.*delegating/,
  )
  expect(withToml('[beaconing]\norigination_interval = "5"')).toContain('is not a duration')
  expect(withToml('[beaconing]\norigination_interval = "1ms"')).toContain('is too short an interval')
  expect(withToml('[beaconing.policies]\nup_registration = "none.yml"')).toMatch(/^none.yml: no such file/)
  expect(withToml('[path]\nhidden_paths_cfg = "https://x"')).toContain('is a URL, which is not fetched')
  expect(withToml('[beaconing]\norigination_intervall = "5s"')).toBe('no complaint')
  expect(read(file).warnings.map(w => `${w.text} | ${w.hint}`)).toEqual([
    'beaconing.origination_intervall is not known and ignored | did you mean "origination_interval"?',
  ])
  expect(complaintOf(() => read(folder, 'cs9'), folder)).toMatch(
    /^topology.json: control_service has no "cs9" \| general.id or --id must be one of: cs1-ff00_0_110-1/,
  )
  writeFileSync(join(folder, 'keys', 'master0.key'), '!')
  expect(complaintOf(() => read(file), folder)).toMatch(/^keys\/master0.key: is no base64 text/)
})
