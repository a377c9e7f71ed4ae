import { expect, test } from 'vitest'
import { shapeCommands } from '#emulate/net/rate.ts'
import { defaultShape } from '#topology/model.ts'

const plain = { ...defaultShape, delayNs: 0 }

test('nothing is asked of the kernel where nothing is limited', () => {
  expect(shapeCommands('if1', plain)).toEqual([])
  expect(shapeCommands('if1', { ...plain, rateBps: 100e9, queuePackets: 7 })).toEqual([])
})

test('a rate and its queue', () => {
  expect(shapeCommands('if1', { ...plain, rateBps: 5e6, queuePackets: 20 })).toEqual([
    'qdisc add dev if1 root handle 5: htb default 1',
    'class add dev if1 parent 5: classid 5:1 htb rate 5000000bit burst 15k',
    'qdisc add dev if1 parent 5:1 handle 10: pfifo limit 20',
  ])
})

test('netem: what is added to the delay lies on both sides of it', () => {
  expect(shapeCommands('if1', { ...plain, delayNs: 5e6, jitterNs: 2e6, loss: 0.01 })).toEqual([
    'qdisc add dev if1 root handle 10: netem limit 100000 delay 6000us 1000us loss 1%',
  ])
  expect(shapeCommands('if1', { ...plain, rateBps: 1e6, queuePackets: 9, loss: 0.5 }).at(-1)).toBe(
    'qdisc add dev if1 parent 5:1 handle 10: netem limit 9 loss 50%',
  )
})
