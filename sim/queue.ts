/**
 * The events to come, ordered by (time, source node, that node's own counter): a total order that does not depend on who was put in first, so
 * ties never change a run. A binary heap over typed arrays; what an event carries lies in its slot.
 */
export interface EventQueue {
  readonly size: number
  /** Puts `slot` (from `take`) into the order. `source`: node index; `count`: that node's counter. */
  push(time: number, source: number, count: number, slot: number): void
  /** Time of the first event; Infinity when empty. */
  nextTime(): number
  /** Removes the first event and gives its slot. Precondition: not empty. */
  pop(): number
}

export function createEventQueue(): EventQueue {
  let capacity = 1024
  let time = new Float64Array(capacity)
  let source = new Uint32Array(capacity)
  let count = new Float64Array(capacity)
  let slot = new Uint32Array(capacity)
  let size = 0

  function grow(): void {
    capacity *= 2
    const [t, s, c, x] = [time, source, count, slot]
    time = new Float64Array(capacity)
    source = new Uint32Array(capacity)
    count = new Float64Array(capacity)
    slot = new Uint32Array(capacity)
    time.set(t)
    source.set(s)
    count.set(c)
    slot.set(x)
  }

  const before = (t: number, s: number, c: number, j: number): boolean =>
    t < time[j]! || (t === time[j]! && (s < source[j]! || (s === source[j]! && c < count[j]!)))

  function put(i: number, t: number, s: number, c: number, x: number): void {
    time[i] = t
    source[i] = s
    count[i] = c
    slot[i] = x
  }

  const move = (to: number, from: number): void => put(to, time[from]!, source[from]!, count[from]!, slot[from]!)

  function siftDown(t: number, s: number, c: number, x: number): void {
    let i = 0
    for (let child = 1; child < size; child = 2 * i + 1) {
      const right = child + 1
      const least = right < size && before(time[right]!, source[right]!, count[right]!, child) ? right : child
      if (before(t, s, c, least)) break
      move(i, least)
      i = least
    }
    put(i, t, s, c, x)
  }

  return {
    get size() {
      return size
    },
    push(t, s, c, x) {
      if (size === capacity) grow()
      let i = size++
      for (let parent = (i - 1) >> 1; i > 0 && before(t, s, c, parent); parent = (i - 1) >> 1) {
        move(i, parent)
        i = parent
      }
      put(i, t, s, c, x)
    },
    nextTime: () => (size === 0 ? Infinity : time[0]!),
    pop() {
      const first = slot[0]!
      size--
      if (size > 0) siftDown(time[size]!, source[size]!, count[size]!, slot[size]!)
      return first
    },
  }
}
