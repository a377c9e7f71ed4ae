import { expect, test } from 'vitest'
import { createProgram } from '#cli/program.ts'

test('pki has its commands, each of which says what it is for', async () => {
  const pki = (await createProgram()).commands.find(c => c.name() === 'pki')!
  const named = (noun: string): string[] => pki.commands.find(c => c.name() === noun)!.commands.map(c => c.name())
  expect(pki.commands.map(c => c.name())).toEqual(['testcrypto', 'trc', 'certificate'])
  expect(named('trc')).toEqual(['inspect', 'verify', 'update', 'extract'])
  expect(named('certificate')).toEqual(['inspect', 'verify', 'create', 'renew'])
  for (const command of pki.commands.flatMap(c => [c, ...c.commands])) expect(command.description(), command.name()).not.toBe('')
})
