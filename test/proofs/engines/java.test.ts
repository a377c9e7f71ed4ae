import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findJava, javaVersion } from '#proofs/engines/java.ts'
import { fakeProgram, withFolder } from './fakes.ts'

test('JAVA_HOME before PATH', () =>
  withFolder(folder => {
    mkdirSync(join(folder, 'bin'))
    const java = fakeProgram(join(folder, 'bin'), 'java', '')
    expect(findJava({ JAVA_HOME: folder, PATH: '/nowhere' })).toBe(java)
    expect(findJava({ JAVA_HOME: '/nowhere', PATH: join(folder, 'bin') })).toBe(java)
    expect(findJava({ PATH: '/nowhere' })).toBeUndefined()
  }))

test('its version', () =>
  withFolder(async folder => {
    expect(await javaVersion(fakeProgram(folder, 'java', `echo 'openjdk version "17.0.15" 2025-04-15' >&2`))).toBe('17.0.15')
    expect(await javaVersion(fakeProgram(folder, 'java', 'exit 1'))).toBeUndefined()
  }))
