import { expect, test } from 'vitest'
import { pingStatistics } from '#host/statistics.ts'

test('loss and times', () => {
  expect(pingStatistics(4, [1e6, 3e6, 2e6], 4e9)).toEqual({
    ...{ sent: 4, received: 3, packet_loss: 25, time: 4000 },
    ...{ min_rtt: 1, avg_rtt: 2, max_rtt: 3, mdev_rtt: 0.816 },
  })
})

test('whole percents, rounded up as the tool does', () => {
  expect(pingStatistics(3, [1, 1], 0).packet_loss).toBe(34)
})

test('nothing received, nothing sent, more received than sent', () => {
  expect(pingStatistics(2, [], 1e9)).toMatchObject({ packet_loss: 100, min_rtt: 0, avg_rtt: 0, max_rtt: 0, mdev_rtt: 0 })
  expect(pingStatistics(0, [], 0).packet_loss).toBe(0)
  expect(pingStatistics(1, [1, 1], 0).packet_loss).toBe(0)
})
