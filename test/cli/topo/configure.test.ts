import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readControlConfiguration } from '#emulate/config/control.ts'
import { readInputText } from '#emulate/files/input.ts'
import { root } from '#test/availability.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { hopproof, tiny } from '../tools/lab.ts'

test('configuration of every program, and how to get the same again', async () => {
  const gen = join(temporaryFolder(), 'gen')
  const args = [
    'topo',
    'configure',
    tiny,
    '-o',
    gen,
    '--seed',
    '7',
    '--not-before',
    '2026-01-01T00:00:00Z',
    '--interval',
    '500ms',
    '--epic',
  ]
  const { out } = await hopproof(...args)
  expect(out.replaceAll(gen, 'gen')).toBe(`\
gen/ASff00_0_110  br1-ff00_0_110-1 br1-ff00_0_110-2  cs1-ff00_0_110-1
gen/ASff00_0_111  br1-ff00_0_111-1                   cs1-ff00_0_111-1
gen/ASff00_0_112  br1-ff00_0_112-1                   cs1-ff00_0_112-1
54 files in gen. The same bytes again: --seed 7 --not-before 2026-01-01T00:00:00Z
`)
  const toml = readFileSync(join(gen, 'ASff00_0_110', 'cs1-ff00_0_110-1.toml'), 'utf8')
  expect(toml).toContain(`config_dir = "${gen}/ASff00_0_110"`)
  expect(toml).toMatch(/origination_interval = "500ms"[\s\S]*epic = true/)
  await expect(hopproof(...args)).rejects.toThrow('is there already')
  expect(JSON.parse((await hopproof(...args, '--force', '--format', 'json')).out)).toMatchObject({ seed: 7, files: expect.any(Array) })
})

test('what ASes announce, and hidden paths, are files of each AS', async () => {
  const gen = join(temporaryFolder(), 'gen')
  const hidden = (file: string) => join(root, 'examples', file)
  await hopproof(
    ...['topo', 'configure', hidden('topologies/hidden-paths.topo'), '-o', gen, '--seed', '7', '--static-info'],
    ...['--hidden-paths', hidden('groups/hidden-paths.yaml')],
  )
  const { settings, hiddenPaths, staticInfo } = readControlConfiguration({ path: join(gen, 'ASff00_0_3'), read: readInputText })
  expect(settings.hiddenPathsFile).toBe(join(gen, 'ASff00_0_3', 'hidden-paths.yml'))
  expect([hiddenPaths.groups.size, hiddenPaths.policies.size]).toEqual([1, 2])
  expect([...staticInfo!.latencyInterNs.values()]).toEqual([2e6, 40e6])
})
