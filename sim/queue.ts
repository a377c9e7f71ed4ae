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

interface Heap {
  time: Float64Array
  source: Uint32Array
  count: Float64Array
  slot: Uint32Array
  size: number
}

const createHeap = (capacity: number): Heap => ({
  time: new Float64Array(capacity),
  source: new Uint32Array(capacity),
  count: new Float64Array(capacity),
  slot: new Uint32Array(capacity),
  size: 0,
})

export function createEventQueue(): EventQueue {
  const h = createHeap(1024)
  return {
    get size() {
      return h.size
    },
    push(time, source, count, slot) {
      if (h.size === h.time.length) grow(h)
      siftUp(h, time, source, count, slot)
    },
    nextTime: () => (h.size === 0 ? Infinity : h.time[0]!),
    pop() {
      const first = h.slot[0]!
      h.size--
      if (h.size > 0) siftDown(h, h.time[h.size]!, h.source[h.size]!, h.count[h.size]!, h.slot[h.size]!)
      return first
    },
  }
}

function grow(h: Heap): void {
  const bigger = createHeap(2 * h.time.length)
  bigger.time.set(h.time)
  bigger.source.set(h.source)
  bigger.count.set(h.count)
  bigger.slot.set(h.slot)
  const { size } = h
  Object.assign(h, bigger, { size })
}

/** Comes this event before the one at `j`? */
const before = (h: Heap, time: number, source: number, count: number, j: number): boolean =>
  time < h.time[j]! || (time === h.time[j]! && (source < h.source[j]! || (source === h.source[j]! && count < h.count[j]!)))

function put(h: Heap, i: number, time: number, source: number, count: number, slot: number): void {
  h.time[i] = time
  h.source[i] = source
  h.count[i] = count
  h.slot[i] = slot
}

const move = (h: Heap, to: number, from: number): void => put(h, to, h.time[from]!, h.source[from]!, h.count[from]!, h.slot[from]!)

function siftUp(h: Heap, time: number, source: number, count: number, slot: number): void {
  let i = h.size++
  for (let parent = (i - 1) >> 1; i > 0 && before(h, time, source, count, parent); parent = (i - 1) >> 1) {
    move(h, i, parent)
    i = parent
  }
  put(h, i, time, source, count, slot)
}

function siftDown(h: Heap, time: number, source: number, count: number, slot: number): void {
  let i = 0
  for (let child = 1; child < h.size; child = 2 * i + 1) {
    const right = child + 1
    const least = right < h.size && before(h, h.time[right]!, h.source[right]!, h.count[right]!, child) ? right : child
    if (before(h, time, source, count, least)) break
    move(h, i, least)
    i = least
  }
  put(h, i, time, source, count, slot)
}
