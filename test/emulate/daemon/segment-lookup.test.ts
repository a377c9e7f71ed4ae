import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Segments } from '#control/path/graph.ts'
import { bytesKey, readFields } from '#control/segment/protobuf.ts'
import { encodeSegments } from '#control/transport/message.ts'
import { createSegmentLookup, lookupApi } from '#emulate/daemon/segment-lookup.ts'
import { refuse, serveRpc } from '#emulate/rpc/server.ts'
import type { Answer, Ask } from '#host/path-store.ts'
import type { Bytes } from '#wire/bytes.ts'
import { type IsdAs, isdAsOfNumber } from '#wire/isdas.ts'
import { epochS, knowing } from '../control/stores-lab.ts'
import { someNet } from '../lab.ts'

const [core, left, right] = ['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112'] as const
const out = { send: () => {} }

/** The segments of tiny.topo by the legs they are for, as the control service of 111 answers. */
const knownOf = (byEnd: ReadonlyMap<IsdAs, ReadonlyMap<string, Segments['ups'][number]>>) =>
  [...byEnd.values()].flatMap(s => [...s.values()])
const answers: Readonly<Record<string, Partial<Segments>>> = {
  [`${left} 1-0`]: { ups: knownOf(knowing(left).ups.byEnd) },
  [`${left} ${core}`]: { ups: knownOf(knowing(left).ups.byEnd) },
  [`1-0 ${right}`]: { downs: knownOf(knowing(core).downs.byEnd).filter(s => s.key.includes(right)) },
}

function entriesOf(segments: Partial<Segments>): Bytes[] {
  const entries: Bytes[] = []
  readFields(encodeSegments(segments), (key, r) => key === bytesKey(1) && entries.push(r.bytes()) > 0)
  return entries
}

function build(address: string, isCore: (isdAs: IsdAs) => boolean | undefined) {
  const lookup = createSegmentLookup({
    isdAs: left,
    core: false,
    controlService: address,
    clock: { epochS },
    isCore,
    run: what => what(30e9, out),
  })
  onTestFinished(lookup.close)
  let usual = 0
  const own: Ask = (_, now, o, then) => {
    usual++
    then({ reason: 'the usual way' }, now, o)
  }
  const ask = (destination: IsdAs): Promise<Answer> =>
    new Promise(resolve => lookup.before(own)(destination, 30e9, out, resolve, { hidden: false, refresh: false }))
  return { ask, usual: () => usual }
}

async function serve(reply?: Parameters<typeof serveRpc<typeof lookupApi>>[2]['Segments']) {
  const asked: string[] = []
  const address = `127.${someNet()}.5.5:31000`
  const server = await serveRpc(address, lookupApi, {
    Segments:
      reply ??
      (({ srcIsdAs, dstIsdAs }) => {
        const leg = `${isdAsOfNumber(srcIsdAs)} ${isdAsOfNumber(dstIsdAs)}`
        asked.push(leg)
        return { segments: entriesOf(answers[leg] ?? {}) }
      }),
  })
  onTestFinished(server.stop)
  return { address, asked }
}

const sequences = (answer: Answer) => ('paths' in answer ? answer.paths.map(p => p.interfaces.map(i => i.ifId)) : answer.reason)

test('each leg is asked for, and what comes is combined', async () => {
  const { address, asked } = await serve()
  const { ask, usual } = build(address, isdAs => isdAs === core)
  expect(sequences(await ask(right))).toEqual([[41, 1, 2, 1]])
  expect(asked.splice(0).sort()).toEqual([`${left} 1-0`, '1-0 1-0', `1-0 ${right}`].sort())
  expect(sequences(await ask(core))).toEqual([[41, 1]])
  expect([asked.sort(), usual()]).toEqual([[`${left} 1-0`, `1-0 ${core}`].sort(), 0])
})

test('of an AS nobody knows as core or not, both is asked for', async () => {
  const { address, asked } = await serve()
  expect(sequences(await build(address, () => undefined).ask(core))).toEqual([[41, 1]])
  expect(new Set(asked).size).toBe(asked.length)
})

test('where nobody listens the usual way is taken, and not tried again at once', async () => {
  const address = `127.${someNet()}.5.6:31000`
  const { ask, usual } = build(address, () => true)
  expect(await ask(right)).toEqual({ reason: 'the usual way' })
  const server = createServer(socket => socket.destroy()).listen(31_000, address.split(':')[0])
  onTestFinished(() => void server.close())
  expect(await ask(right)).toEqual({ reason: 'the usual way' })
  expect(usual()).toBe(2)
})

test('refusals and nonsense', async () => {
  const refusing = await serve(() => refuse('unavailable', 'not now'))
  expect(await build(refusing.address, () => false).ask(right)).toEqual({ reason: 'the control service: not now' })
  const broken = await serve(() => ({ segments: [Uint8Array.of(0x08, 1, 0x12, 2, 0x0a, 9)] }))
  expect(await build(broken.address, () => false).ask(right)).toMatchObject({ reason: expect.stringContaining('broken segment') })
  const empty = await serve(() => ({ segments: [] }))
  expect(await build(empty.address, () => false).ask(right)).toEqual({ paths: [] })
})
