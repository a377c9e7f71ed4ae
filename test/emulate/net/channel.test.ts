import { expect, onTestFinished, test } from 'vitest'
import { type Channel, type Message, openChannel } from '#emulate/net/channel.ts'
import { temporaryLog } from './lab.ts'

/** Answers {"ask": x} with {"got": x}, 2 before 1; says an event first. */
const program = `
  const say = m => console.log(JSON.stringify(m))
  say({ ready: true }); say({ event: 1 }); console.log('for people')
  const held = []
  require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
    const { id, ask } = JSON.parse(line)
    if (ask === 'fail') say({ id, error: 'no such thing' })
    else if (ask === 'end') process.exit(4)
    else { held.push({ id, got: ask }); if (held.length === 2) held.reverse().forEach(say) }
  })`

async function open(events: Message[] = []): Promise<Channel> {
  const channel = await openChannel({
    ...{ name: 'it', command: [process.execPath, '-e', program], log: temporaryLog() },
    onEvent: event => events.push(event),
  })
  onTestFinished(() => channel.process.stop())
  return channel
}

test('answers find who asked; what nobody asked for is an event', async () => {
  const events: Message[] = []
  const channel = await open(events)
  const answers = await Promise.all([channel.request({ ask: 1 }), channel.request({ ask: 2 })])
  expect(answers.map(a => a.got)).toEqual([1, 2])
  expect(events).toEqual([{ event: 1 }])
})

test('a refusal and an end are told', async () => {
  const channel = await open()
  await expect(channel.request({ ask: 'fail' })).rejects.toThrow('it: no such thing')
  await expect(channel.request({ ask: 'end' })).rejects.toThrow('it has ended with 4')
  await expect(channel.request({ ask: 1 })).rejects.toThrow('it has ended with 4')
})
