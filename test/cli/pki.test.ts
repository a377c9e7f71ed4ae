import { expect, test } from 'vitest'
import { createProgram } from '#cli/program.ts'

test('pki has its commands, each of which says what it is for', () => {
  const pki = createProgram().commands.find(c => c.name() === 'pki')!
  expect(pki.commands.map(c => c.name())).toEqual(['testcrypto'])
  for (const command of pki.commands) expect(command.description(), command.name()).not.toBe('')
})
