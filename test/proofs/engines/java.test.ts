import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findJava } from '#proofs/engines/java.ts'
import { fakeProgram, withFolder } from './fakes.ts'

test('JAVA_HOME before PATH', () =>
  withFolder(folder => {
    mkdirSync(join(folder, 'bin'))
    const java = fakeProgram(join(folder, 'bin'), 'java', '')
    expect(findJava({ JAVA_HOME: folder, PATH: '/nowhere' })).toBe(java)
    expect(findJava({ JAVA_HOME: '/nowhere', PATH: join(folder, 'bin') })).toBe(java)
    expect(findJava({ PATH: '/nowhere' })).toBeUndefined()
  }))
