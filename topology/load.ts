/** A .topo file that must be a legal network: read and checked. */

import type { Value } from './document.ts'
import { requireLegal } from './rules.ts'
import { readTopo, readTopoValue, type TopoFile } from './topo.ts'

/** Throws `UserError` for what cannot be read and for the first broken rule; everything else to say is in `warnings`. */
export const loadTopo = (text: string, file?: string): TopoFile => checked(readTopo(text, file))

/** A network inside another document; else as `loadTopo`. */
export const loadTopoValue = (document: Value, file?: string): TopoFile => checked(readTopoValue(document, file))

const checked = (read: TopoFile): TopoFile => ({
  ...read,
  warnings: [...read.warnings, ...requireLegal(read.topology, read.places)],
})
