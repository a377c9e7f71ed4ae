import { expect, test } from 'vitest'
import { decodeHostKeyRequest, encodeDrkeyAnswer } from '#control/drkey/messages.ts'
import type { Answer, Request } from '#control/transport/exchange.ts'
import { createHostKeys } from '#emulate/daemon/host-keys.ts'
import { formatHost } from '#wire/host-address.ts'
import { isdAsNumber } from '#wire/isdas.ts'

const out = { send: () => {} }
const epoch = { beginS: 86_400, endS: 172_800 }
const key = new Uint8Array(16).fill(9)
const request = {
  valTime: { seconds: 100_000n, nanos: 0 },
  protocolId: 1,
  srcIa: isdAsNumber('1-ff00:0:1'),
  dstIa: isdAsNumber('1-ff00:0:2'),
  srcHost: '10.0.0.1',
  dstHost: 'fd00::2',
}
const reply = { epochBegin: { seconds: 86_400n, nanos: 0 }, epochEnd: { seconds: 172_800n, nanos: 0 }, key }

function build(answer: Answer) {
  const asked: Pick<Request, 'kind' | 'body'>[] = []
  const service = {
    ask(question: Pick<Request, 'kind' | 'body' | 'done'>) {
      asked.push(question)
      question.done(answer, 0, out)
    },
  }
  return { asked, keys: createHostKeys({ daemon: { service }, run: what => what(0, out) }) }
}

test('asked once an epoch', async () => {
  const { asked, keys } = build({ body: encodeDrkeyAnswer({ epoch, key }) })
  expect(await keys('hostHost', request)).toEqual(reply)
  expect(await keys('hostHost', { ...request, valTime: { seconds: 172_799n, nanos: 0 } })).toEqual(reply)
  const asks = decodeHostKeyRequest('hostHost', asked[0]!.body)
  expect(asks).toMatchObject({ validS: 100_000, protocol: 1, src: '1-ff00:0:1', dst: '1-ff00:0:2' })
  expect('srcHost' in asks && [formatHost(asks.srcHost!), formatHost(asks.dstHost!)]).toEqual(['10.0.0.1', 'fd00::2'])
  expect(asked.map(q => q.kind)).toEqual(['drkeyHostHost'])
  await keys('hostHost', { ...request, valTime: { seconds: 172_800n, nanos: 0 } })
  await keys('asHost', { ...request, srcHost: undefined })
  await keys('hostAs', { ...request, dstHost: undefined })
  expect(asked.map(q => q.kind)).toEqual(['drkeyHostHost', 'drkeyHostHost', 'drkeyAsHost', 'drkeyHostAs'])
})

test('refusals', async () => {
  const { asked, keys } = build({ body: new Uint8Array(3) })
  for (const wrong of [{ valTime: { seconds: -1n, nanos: 0 } }, { protocolId: 70_000 }, { srcHost: 'me' }, { dstHost: '' }])
    expect(await keys('hostHost', { ...request, ...wrong })).toMatchObject({ refused: 'invalidArgument' })
  expect(asked).toEqual([])
  expect(await keys('hostHost', request)).toMatchObject({ refused: 'unavailable' })
  expect(await build({ failed: 'timeout' }).keys('hostHost', request)).toMatchObject({ refused: 'deadlineExceeded' })
  expect(await build({ failed: 'refused' }).keys('hostHost', request)).toMatchObject({ refused: 'failedPrecondition' })
})
