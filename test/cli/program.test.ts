import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { createProgram } from '#cli/program.ts'

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]

test('the name, a version, and help with examples', async () => {
  const program = await createProgram()
  expect(program.name()).toBe('hopproof')
  expect(program.version()).toMatch(/^\d+\.\d+\.\d+$/)
  let help = ''
  program.configureOutput({ writeOut: text => (help += text) })
  expect(() => program.parse(['--help'], { from: 'user' })).toThrow('(outputHelp)')
  expect(help).toContain('Examples:')
  expect(help).toContain('Exit codes: 0 done, 1')
})

test('every command says in a line what it does, and every option too', async () => {
  for (const command of everyCommand(await createProgram())) {
    expect(command.description(), command.name()).not.toBe('')
    for (const option of command.options) expect(option.description, `${command.name()} ${option.flags}`).not.toBe('')
  }
})

// A command added with addCommand() does not inherit exitOverride and would end the process itself.
test('no command exits by itself', async () => {
  for (const command of everyCommand(await createProgram()))
    expect(() => command.configureOutput({ writeErr: () => {} }).parse(['--no-such-flag'], { from: 'user' }), command.name()).toThrow(
      /unknown option|required option/,
    )
})

test('the command that was typed is the only one there', async () => {
  const names = async (...words: string[]): Promise<string[]> => (await createProgram(words)).commands.map(c => c.name())
  expect(await names('--debug', 'router', '--id', 'ping')).toEqual(['router'])
  const all = await names()
  expect(all).toContain('router')
  for (const words of [['--help'], ['help', 'router'], ['ruoter'], ['constructor']]) expect(await names(...words)).toEqual(all)
})

test('what the help shows as an example parses', async () => {
  const program = await createProgram()
  let help = ''
  program.configureOutput({ writeOut: text => (help += text) })
  expect(() => program.parse(['--help'], { from: 'user' })).toThrow()
  const examples = [...help.matchAll(/^ {2}\$ hopproof (\S+)(?: (\S+))?/gm)]
  expect(examples.length).toBeGreaterThan(0)
  for (const [line, noun, verb] of examples) {
    const command = program.commands.find(c => c.name() === noun || c.aliases().includes(noun!))
    expect(command, line).toBeDefined()
    // `explain` takes a packet where no verb stands.
    if (command!.commands.length > 0 && command!.registeredArguments.length === 0)
      expect(
        command!.commands.map(c => c.name()),
        line,
      ).toContain(verb)
  }
})
