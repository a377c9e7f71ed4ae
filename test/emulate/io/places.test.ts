import { expect, test } from 'vitest'
import type { SocketPlace } from '#emulate/io/packet-io.ts'
import { createPlaces, type Placed } from '#emulate/io/places.ts'

function createLab(broken = '') {
  const log: string[] = []
  const places = createPlaces<Placed>({
    open(place) {
      if (place.local === broken) throw Object.assign(new Error('x'), { code: 'EADDRINUSE' })
      log.push(`open ${place.local}`)
      const socket: Placed = {
        place,
        reconnect: remote => log.push(`${place.local}: ${socket.place.remote} -> ${remote}`),
        close: () => log.push(`close ${place.local}`),
      }
      return socket
    },
    listen: ({ place }) => log.push(`listen ${place.local}`),
    flush: () => log.push('flush'),
  })
  return { places, log: () => log.splice(0) }
}

const a: SocketPlace = { port: 1, local: 'a', remote: 'x' }
const b: SocketPlace = { port: 2, local: 'b' }

test('prepared first, then taken in one step: old ones go, those that stay keep their socket', async () => {
  const { places, log } = createLab()
  const commit = await places.prepare([a, b])
  expect([log(), places.at(1)]).toEqual([['open a', 'open b'], undefined])
  commit()
  expect([log(), places.at(1)?.place, places.at(2)?.place]).toEqual([['flush', 'listen a', 'listen b'], a, b])
  const moved = { ...a, port: 7, remote: 'y' }
  ;(await places.prepare([moved]))()
  expect(log()).toEqual(['flush', 'a: x -> y', 'close b'])
  expect([places.at(1), places.at(2), places.at(7)?.place]).toEqual([undefined, undefined, moved])
  places.close()
  expect([log(), places.at(7)]).toEqual([['close a'], undefined])
})

test('one that cannot be opened: what was opened is closed, what there was stays', async () => {
  const { places, log } = createLab('c')
  ;(await places.prepare([a]))()
  log()
  await expect(places.prepare([b, { port: 3, local: 'c', remote: 'z' }])).rejects.toThrow('interface 3: c (to z) is in use')
  expect([log(), places.at(1)?.place]).toEqual([['open b', 'close b'], a])
})
