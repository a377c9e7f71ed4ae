import { expect, test } from 'vitest'
import { slayersVectors } from '#conformance/vectors/slayers.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(slayersVectors, 'vectors/control/slayers.json', 168)

const replayCase = (c: unknown) => replayOne(slayersVectors, { cases: [c], path_operations: [] })
const replayPath = (operation: unknown) => replayOne(slayersVectors, { cases: [], path_operations: [operation] })

test('layers are compared, and the stage of the failure', () => {
  const packet = '00000001 fd090002 00000000 0001000000000001 0001000000000002 0a000001 0a000002 abcd'
  const good = { note: 'x', packet, ok: true, scion: { flow_id: 1, dst_isd_as: '1-1' }, payload: { protocol: 253, data: 'abcd' } }
  expect(replayCase(good).result).toBe('passed')
  expect(replayCase({ ...good, scion: { flow_id: 2 } }).differences).toEqual([{ field: 'scion.flow_id', expected: '2', actual: '1' }])
  expect(replayCase({ ...good, ok: false, stage: 'scion' }).differences.map(d => d.field)).toEqual(['ok', 'stage'])
  expect(replayCase({ note: 'x', packet: '0000', ok: false, stage: 'scion', truncated: true }).result).toBe('passed')
})

const path = '00002000 0000082501020304 006e0cd75e8a865bc70a6c15 0092fc022f2202a4650a210e'
const operation = {
  path,
  is_xover: false,
  is_first_hop_after_xover: false,
  is_first_hop: true,
  is_penultimate_hop: true,
  is_last_hop: false,
  curr_inf_matches_curr_hf: true,
  inc_path: path.replace('00002000', '01002000').replaceAll(' ', ''),
  reverse: '010020000100082501020304' + '0092fc022f2202a4650a210e' + '006e0cd75e8a865bc70a6c15',
}

test('every operation on a path is compared', () => {
  expect(replayPath(operation).differences).toEqual([])
  for (const name of Object.keys(operation).filter(n => n !== 'path'))
    expect(replayPath({ ...operation, [name]: 'other' }).result, name).toBe('failed')
  expect(replayPath({ ...operation, inc_path_error: 'at end' }).result).toBe('failed')
})

test('a one-hop path is reversed once its second hop is written', () => {
  const [info, first, second] = ['0300aa6bfaa9672d', '015163c81827d995e8d7cec2', '00887e681e709a1ec2652e0e']
  expect(replayPath({ onehop: info + first + second, reverse_scion: `000020000000aa6bfaa9672d${second}${first}` }).differences).toEqual([])
  expect(replayPath({ onehop: info + first + '0'.repeat(24), reverse_error: 'incomplete' }).result).toBe('passed')
  expect(replayPath({ onehop: info + first + second, reverse_error: 'incomplete' }).result).toBe('failed')
})
