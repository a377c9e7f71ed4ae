import { describe, expect, onTestFinished, test } from 'vitest'
import { type Libc, loadLibc } from '#emulate/io/libc.ts'
import { createMmsg } from '#emulate/io/mmsg.ts'
import { addToBatch, createOpenBatch } from '#emulate/io/packet-io.ts'
import { createSurroundings, someNet, until } from '../lab.ts'

// What every packet I/O must do is in udp.test.ts.
const net = `127.${someNet()}`
const at = (rest: string): string => `${net}.${rest}`
const libc = await loadLibc()

describe.skipIf(libc === undefined)('where the system has such calls', () => {
  test('what has arrived is lent, and sent on from where it lies', async () => {
    const io = createMmsg(libc!)
    onTestFinished(() => io.close())
    const around = createSurroundings()
    await around.open(at('2.2:4000'))
    const buffers = new Set<ArrayBufferLike>()
    const leaving = createOpenBatch()
    io.receive(({ count, bytes }) => {
      for (let i = 0; i < count; i++) {
        buffers.add(bytes[i]!.buffer)
        bytes[i]![0]! += 1
        addToBatch(leaving, 2, '', bytes[i]!)
      }
      addToBatch(leaving, 2, '', Uint8Array.of(77))
      io.send(leaving)
      leaving.count = 0
    })
    const places = [1, 2].map(port => ({ port, local: at(`1.${port}:4000`), remote: at(`2.${port}:4000`) }))
    ;(await io.prepare(places))()
    for (const first of [1, 11]) {
      await around.send(at('2.1:4000'), at('1.1:4000'), Uint8Array.of(first, 0))
      await until(() => around.heard.at(-1)?.hex === '4d' && around.heard.length === (first === 1 ? 2 : 4))
    }
    expect(around.heard.map(({ hex }) => hex)).toEqual(['0200', '4d', '0c00', '4d'])
    expect(io.lends && buffers.size).toBe(1)
  })

  const sending = async (answers: (number | string)[]) => {
    let code = ''
    const faulty: Libc = {
      ...libc!,
      sendmmsg(_fd, _messages, count) {
        const answer = answers.shift() ?? count
        if (typeof answer === 'number') return answer
        code = answer
        return -1
      },
      errorCode: () => code,
    }
    const io = createMmsg(faulty)
    onTestFinished(() => io.close())
    ;(await io.prepare([{ port: 1, local: at('3.1:4000'), remote: at('3.2:4000') }]))()
    const batch = createOpenBatch()
    for (let i = 0; i < 5; i++) addToBatch(batch, 1, '', Uint8Array.of(i))
    io.send(batch)
    return io.counters
  }

  test('a full socket loses what is left', async () => {
    expect(await sending([2, 'EAGAIN'])).toEqual({ errors: new Map(), overflowed: 3 })
  })

  test('one that cannot be sent is passed over; a notice of earlier ones costs none', async () => {
    const answers = [1, 'ECONNREFUSED', 'EPERM', 1, 'ENOBUFS']
    expect(await sending(answers)).toEqual({ errors: new Map([['ECONNREFUSED', 1], ['EPERM', 1], ['ENOBUFS', 1]]), overflowed: 0 }) // biome-ignore format: one line
    expect(answers).toEqual([])
  })
})
