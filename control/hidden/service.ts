/** The hidden-path part of a control service. */
import type { Resolver } from '../lookup/resolve.ts'
import type { ServiceState } from '../state.ts'
import type { Handler } from '../transport/replies.ts'
import { createServiceFinder, handleServices } from './discovery.ts'
import { createHiddenLookup, type HiddenLookup } from './lookup.ts'
import { handleHiddenRegistration, handleHiddenSegments } from './registry.ts'
import { createWriter, type RegisterHidden } from './writer.ts'

export interface HiddenService extends HiddenLookup {
  readonly handlers: Readonly<Record<'hiddenServices' | 'hiddenRegistration' | 'hiddenSegments', Handler>>
  readonly register: RegisterHidden
}

export function createHiddenService(s: ServiceState, resolver: Resolver): HiddenService {
  const finder = createServiceFinder(s, resolver)
  return {
    handlers: {
      hiddenServices: (asked, now, out) => handleServices(s, asked, now, out),
      hiddenRegistration: (asked, now, out) => handleHiddenRegistration(s, asked, now, out),
      hiddenSegments: (asked, now, out) => handleHiddenSegments(s, asked, now, out),
    },
    ...createHiddenLookup(s, finder),
    register: createWriter(s, finder),
  }
}
