import { expect, test } from 'vitest'
import { hiddenPathsOf, parseHiddenPaths } from '#control/hidden/group-document.ts'
import { decodeServices } from '#control/hidden/messages.ts'
import { parseFrames } from '#control/transport/frame.ts'
import { parseControlPacket } from '#control/transport/packet.ts'
import { isMalformed } from '#wire/bytes.ts'
import { formatHost } from '#wire/host-address.ts'
import { fromHost, type LoneService, loneService } from '../lone-service.ts'
import { question } from '../messages.ts'
import { ases } from '../segments.ts'
import { hiddenStory } from './groups.ts'

const file = parseHiddenPaths('groups: {"1-a": {owner: 1-1, writers: [1-111], registries: [1-1]}}')
const answerOf = (lone: LoneService) => {
  lone.receive(fromHost(lone.service.state.isdAs, lone, question('hiddenServices')))
  return decodeServices(lone.sent.at(-1)!.message.body)
}

test('a registry names its control services to whoever asks, another AS none', () => {
  const addresses = ases.get('1-1')!.controlServices.map(s => s.address)
  const registry = loneService('1-1', { hiddenPaths: hiddenPathsOf(file, '1-1') })
  expect(answerOf(registry)).toEqual({ lookup: addresses, registration: addresses })
  expect(registry.service.counters.servicesAnswered).toBe(1)
  expect(answerOf(loneService('1-11', { hiddenPaths: hiddenPathsOf(file, '1-11') }))).toEqual({ lookup: [], registration: [] })
  expect(answerOf(loneService('1-1'))).toEqual({ lookup: [], registration: [] })
})

test('services are discovered once in a while, by whoever registers and whoever asks', () => {
  const s = hiddenStory()
  s.waysTo('1-3', '1-4', true)
  // 1-3 since it registers, 1-4 since it asks; every minute.
  expect(s.events('servicesAnswered', '1-2').map(e => e.detail)).toEqual(['1-3', '1-4'])
  s.network.run(60)
  expect(s.events('servicesAnswered', '1-2').map(e => e.detail)).toEqual(['1-3', '1-4', '1-3'])
})

test('hidden segments are said to the address that was named, other things to any service of the AS', () => {
  const s = hiddenStory()
  const own = s.network.ases.get('1-2')!.controlServices[0]!.address
  const said = new Set<string>()
  s.network.deliver = bytes => {
    const packet = parseControlPacket(bytes)
    const frames = isMalformed(packet) ? packet : parseFrames(packet.data)
    if (isMalformed(packet) || isMalformed(frames) || packet.dst.isdAs !== '1-2' || packet.pathType !== 'scion') return true
    for (const { kind, result } of frames) if (result === undefined) said.add(`${kind} ${formatHost(packet.dst.host)}:${packet.dst.port}`)
    return true
  }
  s.waysTo('1-3', '1-4', true)
  s.network.run(61)
  const hidden = [...said].filter(x => x.startsWith('hidden')).sort()
  expect(hidden).toEqual([`hiddenRegistration ${own}`, `hiddenSegments ${own}`, 'hiddenServices DS:30252'])
})
