/** Several observers of all routers at once; they come and go while the network runs. */
import type { RouterObserver } from '#router/router.ts'

export interface Observers extends RouterObserver {
  /** The observer sees every decision from now on, until the function given back is called. */
  add(observer: RouterObserver): () => void
}

export function createObservers(): Observers {
  // Replaced, not changed: an observer may leave while it is being told.
  let all: readonly RouterObserver[] = []
  return {
    arrived(router, packet) {
      for (let i = 0, now = all; i < now.length; i++) now[i]!.arrived?.(router, packet)
    },
    decided(router, packet, verdict, sent) {
      for (let i = 0, now = all; i < now.length; i++) now[i]!.decided(router, packet, verdict, sent)
    },
    originated(router, link, bytes, at) {
      for (let i = 0, now = all; i < now.length; i++) now[i]!.originated?.(router, link, bytes, at)
    },
    linkChanged(router, link, at) {
      for (let i = 0, now = all; i < now.length; i++) now[i]!.linkChanged?.(router, link, at)
    },
    sessionChanged(router, link, before, at) {
      for (let i = 0, now = all; i < now.length; i++) now[i]!.sessionChanged?.(router, link, before, at)
    },
    add(observer) {
      all = [...all, observer]
      return () => {
        all = all.filter(o => o !== observer)
      }
    },
  }
}
