import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { type RunCommand, serveCommands } from '#cli/processes/command-channel.ts'

function open(run: RunCommand) {
  const [input, output] = [new PassThrough(), new PassThrough()]
  const ended = serveCommands(input, output, run)
  const lines = async (): Promise<unknown[]> => {
    input.end()
    await ended
    return String(output.read() ?? '')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line))
  }
  return { input, lines }
}

/** "now" replies at once, "wait" when it is stopped. */
const run: RunCommand = (words, reply) => {
  if (words[0] === 'now') reply({ result: words.slice(1) })
  return () => reply({ error: `${words[0]} was stopped` })
}

test('a line in, a line out, in the order in which they end', async () => {
  const { input, lines } = open(run)
  input.write('{"id":1,"command":["wait"]}\n\n{"id":"b","command":["now","x"]}\n{"id":2,"comm')
  input.write('and":["stop","1"]}\n{"id":1,"command":["now"]}')
  expect(await lines()).toEqual([
    { id: 'b', result: ['x'] },
    { id: 1, error: 'wait was stopped' },
    { id: 2, result: {} },
    { id: 1, result: [] },
  ])
})

test('what is no command, an id that is in use, nothing to stop', async () => {
  const { input, lines } = open(run)
  input.write('{\n[]\nnull\n{"id":1,"command":"now"}\n{"id":1,"command":[]}\n{"id":1,"command":["wait"]}\n{"id":1,"command":["wait"]}\n')
  input.write(`{"id":2,"command":["stop","7"]}\n"${'x'.repeat(3_000_000)}"\n`)
  const words = 'expected {"id": ..., "command": ["word", ...]}'
  expect(await lines()).toEqual([
    { id: null, error: 'not a line of JSON' },
    { id: null, error: words },
    { id: null, error: 'not a line of JSON' },
    { id: 1, error: words },
    { id: 1, error: words },
    { id: 1, error: 'command 1 still runs' },
    { id: 2, error: 'no command 7 runs' },
    { id: null, error: words },
  ])
})

test('no more than a thousand at once', async () => {
  const { input, lines } = open(run)
  for (let id = 0; id < 1002; id++) input.write(`{"id":${id},"command":["wait"]}\n`)
  expect(await lines()).toEqual([1000, 1001].map(id => ({ id, error: '1000 commands run' })))
})
