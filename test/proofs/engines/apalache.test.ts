import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ApalacheJob, findApalache, findApalacheProgram, runApalache } from '#proofs/engines/apalache.ts'
import { fakeProgram, withFolder } from './fakes.ts'

const reportOf = (script: string, job: Partial<ApalacheJob> = {}) =>
  withFolder(async folder => {
    const module = join(folder, 'AP.tla')
    writeFileSync(module, '')
    return runApalache({ module, inv: 'Inv', ...job }, { program: fakeProgram(folder, 'apalache-mc', script) })
  })

test('APALACHE_HOME before PATH; empty means none', () =>
  withFolder(folder => {
    mkdirSync(join(folder, 'bin'))
    const program = fakeProgram(join(folder, 'bin'), 'apalache-mc', '')
    expect(findApalacheProgram({ APALACHE_HOME: folder })).toBe(program)
    expect(findApalacheProgram({ PATH: join(folder, 'bin') })).toBe(program)
    expect(findApalacheProgram({ APALACHE_HOME: '', PATH: join(folder, 'bin') })).toBeUndefined()
  }))

test('it is here when it runs and says its version', () =>
  withFolder(async folder => {
    const env = { PATH: folder }
    expect(await findApalache(env)).toBeUndefined()
    const program = fakeProgram(folder, 'apalache-mc', '[ "$1" = version ] && echo 0.62.2')
    expect(await findApalache(env)).toEqual({ program, version: '0.62.2' })
    fakeProgram(folder, 'apalache-mc', 'echo "no java" >&2; exit 1')
    expect(await findApalache(env)).toBeUndefined()
  }))

test('its exit codes', async () => {
  expect((await reportOf('exit 0')).verdict).toEqual({ kind: 'holds' })
  expect((await reportOf('exit 12')).verdict).toEqual({ kind: 'violated', of: 'invariant', name: 'Inv' })
  const wrongTypes = 'echo "[AP.tla:3:1-3:2]: type error E@12:00"; exit 120'
  expect((await reportOf(wrongTypes)).verdict).toEqual({
    kind: 'error',
    text: 'Apalache ended with 120: [AP.tla:3:1-3:2]: type error E@12:00',
  })
  expect((await reportOf('sleep 60', { timeoutS: 1 })).verdict).toMatchObject({ kind: 'timeout' })
})

test('its flags, and the traces it leaves', async () => {
  const script = `for flag; do case $flag in --run-dir=*) run=\${flag#--run-dir=} ;; esac; done
case "$*" in check\\ --out-dir=*--no-deadlock\\ --length=3\\ --init=I\\ --inv=Inv\\ --cinit=C*/AP.tla) ;; *) exit 1 ;; esac
mkdir -p $run; for i in 1 2 10; do echo "{\\"vars\\":[\\"x\\"],\\"states\\":[{\\"x\\":$i}]}" > $run/violation$i.itf.json; done
cp $run/violation10.itf.json $run/violation.itf.json; exit 12`
  const { traces } = await reportOf(script, { length: 3, init: 'I', cinit: 'C' })
  expect(traces.map(t => t.states[0]!.x)).toEqual([1, 2, 10])
})
