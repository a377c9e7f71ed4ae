import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { cachedJar, findTlc, findTlcJar, runTlc } from '#proofs/engines/tlc.ts'
import { fakeProgram, withFolder } from './fakes.ts'

const passes = 'echo "@!@!@STARTMSG 2193:0 @!@!@"; echo "@!@!@ENDMSG 2193 @!@!@"'

/** Runs a fake java on a module with a configuration; its verdict. */
const verdictOf = (script: string, timeoutS = 20) =>
  withFolder(async folder => {
    const [module, config] = ['M.tla', 'M.cfg'].map(name => join(folder, name)) as [string, string]
    writeFileSync(module, 'the module')
    writeFileSync(config, 'the configuration')
    const java = fakeProgram(folder, 'java', script)
    return (await runTlc({ module, config, timeoutS }, { java, jar: 'the.jar' })).verdict
  })

test('TLA2TOOLS before PATH before what was fetched; empty means none', () =>
  withFolder(folder => {
    const jar = join(folder, 'tla2tools.jar')
    writeFileSync(jar, '')
    expect(findTlcJar({ TLA2TOOLS: '/x/y.jar', PATH: folder })).toBe('/x/y.jar')
    expect(findTlcJar({ PATH: folder })).toBe(jar)
    expect(findTlcJar({ TLA2TOOLS: '', PATH: folder })).toBeUndefined()
    expect([undefined, cachedJar]).toContain(findTlcJar({ PATH: '/nowhere' }))
    expect(findTlc({ TLA2TOOLS: jar, PATH: '/nowhere' })).toBeUndefined()
  }))

test('it runs beside copies of module and configuration, with the folder of the module as library', async () => {
  const script = `[ "$(cat M.tla)" = 'the module' ] && [ "$(cat M.cfg)" = 'the configuration' ] || exit 1
case "$*" in *-DTLA-Library=*hopproof-engines-*"-cp the.jar tlc2.TLC -tool "*"-deadlock -config M.cfg M.tla") ${passes} ;; esac`
  expect(await verdictOf(script)).toEqual({ kind: 'holds' })
})

test('a broken jar, and a TLC that never ends', async () => {
  expect(await verdictOf('echo "Error: Invalid or corrupt jarfile" >&2; exit 1')).toEqual({
    kind: 'error',
    text: 'TLC ended with 1: Error: Invalid or corrupt jarfile',
  })
  expect(await verdictOf('sleep 60', 1)).toEqual({ kind: 'timeout', text: 'not done after 1 s' })
})

test('without TLC it says how to get it', async () => {
  vi.stubEnv('TLA2TOOLS', '')
  await expect(runTlc({ module: 'M.tla', config: 'M.cfg' })).rejects.toThrow('TLC is not here')
  vi.unstubAllEnvs()
})
