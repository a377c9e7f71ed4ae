/** All nodes on this machine's loopback interface: neither root nor namespaces, and no links that could be cut, delayed or lose packets. */
import { EnvironmentError } from '../environment.ts'
import type { Fabric } from './fabric.ts'

export const loopback: Fabric = { kind: 'loopback', inside: () => [], describe: () => 'this machine', close: async () => {} }

/** Throws `EnvironmentError`: what is asked for is not to be had there. */
export function noLinks(): never {
  throw new EnvironmentError(
    'on loopback there are no links to cut or to impair',
    'use "emulate netns" or "emulate mininet", or kill a router',
  )
}
