/** Which sockets are open, and how a new set of them takes the place of the old one between two batches. */
import type { Port, UnderlayAddress } from '#wire/actor.ts'
import { explainSystemError } from '../environment.ts'
import type { SocketPlace } from './packet-io.ts'

/** A socket at its place. */
export interface Placed {
  place: SocketPlace
  /** The peer has changed: `place.remote` is still the old one. */
  reconnect(remote: UnderlayAddress | undefined): void
  close(): void
}

export interface Places<S extends Placed> {
  at(port: Port): S | undefined
  /** As `PacketIo.prepare`. */
  prepare(places: readonly SocketPlace[]): Promise<() => void>
  /** One more, or one less, until the next `prepare`. */
  add(socket: S): void
  remove(port: Port): void
  close(): void
}

export interface PlacesOptions<S extends Placed> {
  /** A socket bound, and connected where the place has a remote. Throws the system's error, and then nothing is left open. */
  open(place: SocketPlace): Promise<S> | S
  /** From now on it hears. */
  listen(socket: S): void
  /** Places are about to change: what has arrived goes to the handler that knows the old ones. */
  flush(): void
}

export function createPlaces<S extends Placed>({ open, listen, flush }: PlacesOptions<S>): Places<S> {
  const byLocal = new Map<UnderlayAddress, S>()
  const byPort: (S | undefined)[] = []

  function commit(places: readonly SocketPlace[], added: readonly S[]): void {
    flush()
    for (const socket of added) byLocal.set(socket.place.local, socket)
    const wanted = new Map(places.map(place => [place.local, place]))
    byPort.length = 0
    for (const [local, socket] of byLocal) {
      const place = wanted.get(local)
      if (place === undefined) {
        byLocal.delete(local)
        socket.close()
        continue
      }
      if (place.remote !== socket.place.remote) socket.reconnect(place.remote)
      socket.place = place
      byPort[place.port] = socket
      if (added.includes(socket)) listen(socket)
    }
  }

  return {
    at: port => byPort[port],
    add(socket) {
      byLocal.set(socket.place.local, socket)
      byPort[socket.place.port] = socket
      listen(socket)
    },
    remove(port) {
      const socket = byPort[port]
      if (socket === undefined) return
      flush()
      delete byPort[port]
      byLocal.delete(socket.place.local)
      socket.close()
    },
    async prepare(places) {
      const added: S[] = []
      try {
        for (const place of places) if (!byLocal.has(place.local)) added.push(await openExplained(open, place))
      } catch (error) {
        for (const socket of added) socket.close()
        throw error
      }
      return () => commit(places, added)
    },
    close() {
      for (const socket of byLocal.values()) socket.close()
      byLocal.clear()
      byPort.length = 0
    },
  }
}

async function openExplained<S>(open: (place: SocketPlace) => Promise<S> | S, place: SocketPlace): Promise<S> {
  try {
    return await open(place)
  } catch (error) {
    throw explainSystemError(
      error,
      `${place.remote !== undefined ? `interface ${place.port}:` : place.port === 0 ? 'the internal address' : 'the address'} ${placeText(place)}`,
    )
  }
}

const placeText = ({ local, remote }: SocketPlace): string => (remote === undefined ? local : `${local} (to ${remote})`)
