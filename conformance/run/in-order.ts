/** What several lanes tell at the same time, told one lane after the other, so that a run always reads the same. */

export interface InOrder<T> {
  tell(lane: number, item: T): void
  /** Nothing more comes of this lane. */
  done(lane: number): void
}

export function inOrder<T>(lanes: number, tell: (item: T) => void): InOrder<T> {
  const queues = Array.from({ length: lanes }, (): T[] => [])
  const isDone = new Array<boolean>(lanes).fill(false)
  let current = 0
  return {
    tell(lane, item) {
      if (lane === current) tell(item)
      else queues[lane]!.push(item)
    },
    done(lane) {
      isDone[lane] = true
      while (isDone[current]) for (const item of queues[++current]?.splice(0) ?? []) tell(item)
    },
  }
}
