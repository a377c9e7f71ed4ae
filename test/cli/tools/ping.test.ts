import { expect, test } from 'vitest'
import type { PingResult } from '#host/result.ts'
import { readTranscript, transcriptTest } from '#test/host/transcript.ts'
import { UserError } from '#wire/error.ts'
import { diamond, hopproof, tiny } from './lab.ts'

test('prints what scion ping prints', async () => {
  const { out, err, exit } = await hopproof('ping', tiny, 'alice', 'bob', '-c', '2')
  const local = /Resolved local address:\n {2}(.*)\n/.exec(out)![1]
  const remote = /^PING (\S+) /m.exec(out)![1]
  expect(out).toBe(`Resolved local address:
  ${local}
Using path:
  Hops: [1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112] MTU: 1280 NextHop: ${/NextHop: (.*)/.exec(out)![1]}

PING ${remote} pld=0B scion_pkt=112B
120 bytes from ${remote}: scmp_seq=0 time=26.604ms
120 bytes from ${remote}: scmp_seq=1 time=26.604ms

--- ${remote} statistics ---
2 packets transmitted, 2 received, 0% packet loss, time 2000.000ms
rtt min/avg/max/mdev = 26.604/26.604/26.604/0.000 ms
`)
  expect({ err, exit }).toEqual({ err: '', exit: undefined })
})

test('one word and flags, as with scion ping; JSON; the local address given is not told', async () => {
  const { out } = await hopproof('ping', '--topology', tiny, '--isd-as', '1-ff00:0:111', '-c1', '--format', 'json', '1-ff00:0:112')
  const result = JSON.parse(out) as PingResult
  expect(result).toMatchObject({ payload_size: 0, scion_packet_size: 112, statistics: { sent: 1, received: 1 } })
  const given = await hopproof('ping', tiny, '1-ff00:0:111', 'bob', '-c', '1', '-l', result.path.local_ip)
  expect(given.out).toMatch(/^Using path:/)
})

test('sizes, interval and path are chosen', async () => {
  const { out } = await hopproof('ping', tiny, 'alice', 'bob', '-c', '2', '--max-mtu', '--interval', '100ms')
  expect(out).toMatch(/pld=1168B scion_pkt=1280B.*1280 bytes from.*time 200\.000ms/s)
  expect((await hopproof('ping', tiny, 'alice', 'bob', '-c', '1', '-s', '100')).out).toContain('pld=100B scion_pkt=212B')
  expect((await hopproof('ping', tiny, 'alice', 'bob', '-c', '1', '--packet-size', '200')).out).toContain('pld=88B scion_pkt=200B')
  expect((await hopproof('ping', diamond, 'alice', 'server', '-c', '1', '--sequence', '0 1-ff00:0:112 0')).out).toContain(
    '1-ff00:0:112 1>2',
  )
})

test('--spao: 32 bytes more that prove who sent it', async () => {
  const { out, err, exit } = await hopproof('ping', tiny, 'alice', 'bob', '-c', '1', '--spao')
  expect(out).toMatch(/scion_pkt=144B.*152 bytes from.*1 received/s)
  expect({ err, exit }).toEqual({
    err: 'signatures are modelled: level-1 DRKeys travel in the clear between control services\n',
    exit: undefined,
  })
})

test('--spao with certificates: nothing to warn of, the same packets', async () => {
  const words = ['ping', tiny, 'alice', 'bob', '-c', '1', '--spao', '--signatures'] as const
  for (const kind of ['reproducible', 'real']) {
    const { out, err, exit } = await hopproof(...words, kind)
    expect(out).toMatch(/scion_pkt=144B.*152 bytes from.*1 received/s)
    expect({ err, exit }).toEqual({ err: '', exit: undefined })
  }
})

test('no reply: exit 1 for people, a record for scripts', async () => {
  const dead = await hopproof('ping', tiny, 'alice', 'bob', '-c', '1', '--down', '1-ff00:0:110#2')
  expect(dead).toMatchObject({
    err: 'ERROR: external interface is down {interface=2; isd_as=1-ff00:0:110}\nError: no reply packet received\n',
    exit: 1,
  })
  const json = await hopproof('ping', tiny, 'alice', '1-ff00:0:112,10.9.9.9', '-c', '1', '--format', 'json')
  expect(JSON.parse(json.out)).toMatchObject({ replies: null, statistics: { packet_loss: 100 } })
  expect(json).toMatchObject({ exit: undefined, err: '' })
})

test('over a dead link the ping stays, unless told to change its path or to start on a healthy one', async () => {
  const dead = ['ping', diamond, 'alice', 'server', '-c', '3', '--down', '1-ff00:0:113#1'] as const
  expect((await hopproof(...dead)).out).toContain('3 packets transmitted, 0 received')
  expect((await hopproof(...dead, '--change-path')).out).toContain('3 packets transmitted, 2 received')
  expect((await hopproof(...dead, '--healthy-only')).out).toContain('3 packets transmitted, 3 received')
})

test('no path: what scion ping says, exit 2', async () => {
  expect(await hopproof('ping', tiny, 'alice', '1-ff00:0:999,127.0.0.1', '-c', '1')).toEqual({
    out: '',
    err: 'Error: fetching paths: no path available\n',
    exit: 2,
  })
})

test('over EPIC packets are as large as recorded', async () => {
  const { out, exit } = await hopproof('ping', tiny, 'bob', 'alice', '-c', '1', '--epic')
  expect(out).toMatch(/ pld=0B scion_pkt=128B\n120 bytes from /)
  expect(exit).toBeUndefined()
  expect((await hopproof('ping', tiny, 'bob', 'alice', '-c', '1', '--epic', '--spao')).out).toContain(' 1 received')
})

test('without a count it runs at the pace of the wall clock until interrupted', async () => {
  const begin = Date.now()
  // Again and again: a busy machine may not have begun when the first comes.
  const interrupt = setInterval(() => process.emit('SIGINT'), 700)
  const { out, exit } = await hopproof('ping', tiny, 'alice', 'bob', '--interval', '200ms').finally(() => clearInterval(interrupt))
  const sent = Number(/(\d+) packets transmitted/.exec(out)![1])
  expect(sent).toBeGreaterThanOrEqual(1)
  expect(sent).toBeLessThanOrEqual((Date.now() - begin) / 200 + 1)
  expect(exit).toBeUndefined()
})

test('wrong words and flags are UserErrors', async () => {
  await expect(hopproof('ping', tiny, 'alice')).rejects.toThrow(UserError)
  await expect(hopproof('ping', tiny, 'alice', 'nobody', '-c', '1')).rejects.toThrow(/no host or AS "nobody"/)
  await expect(hopproof('ping', tiny, 'alice', 'bob', '--interval', '1us')).rejects.toThrow(/below millisecond/)
  await expect(hopproof('ping', tiny, 'alice', 'bob', '--timeout', 'soon')).rejects.toThrow(/not a duration/)
  await expect(hopproof('ping', tiny, 'alice', 'bob', '--sequence', '((')).rejects.toThrow(/sequence/)
})

transcriptTest('the words of the failures are those recorded', async () => {
  const unknown = readTranscript('ping-unknown-as')
  expect(await hopproof('ping', tiny, 'alice', '1-ff00:0:999,127.0.0.1', '-c', '1')).toEqual({
    out: unknown.stdout,
    err: unknown.stderr,
    exit: unknown.exit,
  })
})
