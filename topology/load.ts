/** A .topo file that must be a legal network: read and checked. */
import { requireLegal } from './rules.ts'
import { readTopo, type TopoFile } from './topo.ts'

/** Throws `UserError` for what cannot be read and for the first broken rule; everything else to say is in `warnings`. */
export function loadTopo(text: string, file?: string): TopoFile {
  const read = readTopo(text, file)
  return { ...read, warnings: [...read.warnings, ...requireLegal(read.topology, read.places)] }
}
