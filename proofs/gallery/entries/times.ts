/** Packets out of time: expired hop fields, and packets that were sent before. */
import type { Path } from '#control/path/path.ts'
import { epicPath } from '#host/epic.ts'
import { agedPath, placesOf } from '#sim/forgery.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { expUnitS, parsePath, type ScionPath } from '#wire/path.ts'
import type { GalleryEntry } from '../entry.ts'
import { echoOver, rawOf } from '../forge.ts'
import { as } from '../network.ts'
import type { Workshop } from '../workshop.ts'

/** The path as its ASes made it so long ago, their hop fields with these ExpTimes. */
function agedBy(w: Workshop, path: Path, seconds: number, expTimes: readonly number[]): ScionPath {
  const raw = rawOf(path)
  const hops = raw.hops.map((hop, i) => ({ ...hop, expTime: expTimes[i]! }))
  return agedPath({ ...raw, hops }, placesOf(path, raw), w.keyOf, seconds)
}

const expiredPath: GalleryEntry = {
  name: 'expired-path',
  breaks: 'a path for ever, whatever its ASes decide later',
  story:
    'Core kept a path beyond its life: every MAC is right, and was made by the ASes themselves. Without an end a segment that was registered ' +
    'once could be used for ever, also after the customer has left, the link was sold, or the AS wants no traffic that way.',
  guard: 'hopNotExpired',
  theorem: 'T12',
  reaches: as.shop,
  make(w) {
    const path = agedBy(w, w.path(as.core, as.red, as.shop), 2 * 64 * expUnitS, [63, 63, 63])
    return [{ entrance: w.fromHost('core', 2), bytes: echoOver(w, 'core', 'shop', path) }]
  },
}

const expiredAfterCrossing: GalleryEntry = {
  name: 'expired-after-crossing',
  breaks: 'the expired half of a path',
  story:
    "Only one hop field is dead: red's second one, where mallory's up segment ends and the down segment begins. The router has looked at a living " +
    'one already, on arrival. It has to look again after it changed segment.',
  guard: 'crossedHopNotExpired',
  theorem: 'T12',
  reaches: as.shop,
  make(w) {
    const path = agedBy(w, w.path(as.mallory, as.red, as.shop), 2 * expUnitS, [63, 63, 0, 63])
    return [{ entrance: w.fromHost('mallory', 1), bytes: echoOver(w, 'mallory', 'shop', path) }]
  },
}

const replay: GalleryEntry = {
  name: 'replay',
  breaks: 'the same packet arrives again, and is paid for again',
  story:
    "Somebody on mallory's link sends a packet again that has passed. Routers keep no state about packets, so they cannot know it: the second " +
    'one is as authentic as the first.',
  limits:
    'No rule can stop it without a memory of packets. What limits it: the hop fields expire (6 hours by default, 24 at most), it goes the way of ' +
    'the first packet and no other, and what matters has to be told apart above: by a sequence number, or by EPIC within three seconds.',
  clause: '#replay-attacks',
  reaches: as.shop,
  make(w) {
    const bytes = echoOver(w, 'mallory', 'shop', rawOf(w.path(as.mallory, as.red, as.shop)))
    const entrance = w.fromHost('mallory', 1)
    return [
      { entrance, bytes },
      { entrance, bytes, afterNs: nsPerS },
    ]
  },
}

/** Sealed for the last two routers, as a host does. */
function epicEcho(w: Workshop, path: Path, change: (auth: Bytes) => Bytes = auth => auth): Bytes {
  const auths = path.epicAuths!
  const seal = { auths: { phvf: change(auths.phvf), lhvf: change(auths.lhvf) }, nowS: w.nowS, counter: 1 }
  return echoOver(w, 'mallory', 'shop', parsePath(path.bytes, 0), { path: epicPath(path.bytes), seal })
}

const epicReplay: GalleryEntry = {
  name: 'epic-replay',
  breaks: 'a sealed packet is good for ever',
  story:
    'With EPIC each packet is sealed for the last two routers of its path, with the time at which it was sent. Somebody on the link sends one ' +
    'again five seconds later: seal and MACs are right, but it was sent more than three seconds ago.',
  guard: 'epicPacketIsFresh',
  theorem: 'EpicHolds',
  reaches: as.shop,
  make(w) {
    const bytes = epicEcho(w, w.path(as.mallory, as.red, as.shop))
    const entrance = w.fromHost('mallory', 1)
    return [
      { entrance, bytes },
      { entrance, bytes, afterNs: 5 * nsPerS },
    ]
  },
}

const epicForged: GalleryEntry = {
  name: 'epic-forged',
  breaks: 'a hidden path is used by who only overheard it',
  story:
    'Mallory has seen the hop fields of an EPIC path in a packet that passed. That is all it takes to use a SCION path; an EPIC path takes the ' +
    'ten bytes of each MAC that never travel. Mallory seals its packet with what it has.',
  guard: 'epicFieldIsValid',
  theorem: 'EpicHolds',
  reaches: as.shop,
  make: w => [
    {
      entrance: w.fromHost('mallory', 1),
      // Of the sixteen bytes of an authenticator the first six are the MAC in the hop field.
      bytes: epicEcho(w, w.path(as.mallory, as.red, as.shop), auth => auth.map((byte, i) => (i < 6 ? byte : 0))),
    },
  ],
}

export const timeAttacks: readonly GalleryEntry[] = [expiredPath, expiredAfterCrossing, replay, epicReplay, epicForged]
