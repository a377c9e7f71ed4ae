import { describe, expect, test } from 'vitest'
import { addrVectors } from '#conformance/vectors/addr.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(addrVectors, 'vectors/control/addr.json', 364)

const host = { type: 'IP', string: '10.0.0.1', packed_type: 0, packed: '0a000001' }
const good: readonly Record<string, unknown>[] = [
  { fn: 'ParseISD', in: '1', ok: true, value: 1, string: '1' },
  { fn: 'ParseAS', in: 'FF00:0:110', ok: true, value: '280375465083152', string: 'ff00:0:110' },
  { fn: 'ParseIA', in: '1-2', ok: true, value: '281474976710658', isd: 1, as: '2', wildcard: false, string: '1-2' },
  { fn: 'ParseFormattedIA/file', in: '1-ff00_0_110', ok: true, value: '561850441793808', string: '1-ff00_0_110' },
  { fn: 'ParseSVC', in: 'CS_M', ok: true, value: 32770, string: 'CS_M', base_string: 'CS', multicast: true },
  {
    fn: 'SVC.String',
    in: '4660',
    ok: true,
    value: 4660,
    string: '<SVC:0x1234>',
    base_string: '<SVC:0x1234>',
    multicast: false,
    base: 4660,
  },
  { fn: 'AS.String', in: '1', ok: true, string: '1', marshal_text: '1' },
  { fn: 'ParseHost', in: '10.0.0.1', ok: true, ...host },
  { fn: 'ParseAddr', in: '1-2,10.0.0.1', ok: true, isd_as: '1-2', host, string: '1-2,10.0.0.1' },
  { fn: 'ParseAddrPort', in: '[1-2,10.0.0.1]:80', ok: true, isd_as: '1-2', host, port: 80, string: '[1-2,10.0.0.1]:80' },
  {
    fn: 'ParseUDPAddr',
    in: '[1-2,10.0.0.1]:80',
    ok: true,
    isd_as: '1-2',
    ip: '10.0.0.1',
    ip_len: 4,
    zone: '',
    port: 80,
    string: '1-2,10.0.0.1:80',
  },
  { fn: 'slayers.ParseAddr', in: '4:8001ffff', ok: true, type: 'SVC', string: 'DS_M', packed_type: 4, packed: '80010000' },
]
const replay = (c: Record<string, unknown>) => replayOne(addrVectors, { cases: [c] })
const notCompared = ['fn', 'in', 'ip_len']

describe.each(good.map(c => [c.fn as string, c] as const))('%s', (_, c) => {
  test('passes, and fails for each member that is changed', () => {
    expect(replay(c).result).toBe('passed')
    for (const name of Object.keys(c).filter(n => !notCompared.includes(n))) {
      const changed = name === 'ok' ? false : name === 'host' ? { ...host, packed: '00' } : 'something else'
      expect(replay({ ...c, [name]: changed }).result, name).toBe('failed')
    }
  })

  test('must refuse what the reference refuses', () => {
    const refused = {
      fn: c.fn,
      in: c.fn === 'AS.String' ? '281474976710656' : c.fn === 'slayers.ParseAddr' ? '5:0000000000000000' : 'nonsense',
      ok: false,
    }
    if (c.fn !== 'SVC.String') expect(replay(refused).result).toBe('passed')
  })
})

test('where the reference panics we must refuse', () => {
  expect(replay({ fn: 'ParseUDPAddr', in: '[1-2,CS]:80', ok: false, panic: 'IP called on non-IP address' }).result).toBe('passed')
})

test('a function we do not know fails', () => {
  expect(replay({ fn: 'ParseMoon', in: '1', ok: true }).result).toBe('failed')
})
