/** Configuration folders of whole networks, on loopback addresses that no other test run has. */
import { readFileSync } from 'node:fs'
import { asFolderIn, type FolderOptions, networkFolders } from '#emulate/config/folders.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import type { Topology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { someNet, temporaryFolder } from './lab.ts'

export interface Configured {
  readonly topology: Topology
  readonly out: string
  /** the folder of an AS */
  folderOf(isdAs: IsdAs): string
}

/** The network of a .topo file, configured. */
export function configured(file: string, options: Partial<FolderOptions> = {}): Configured {
  const subnet = `{ subnet: 127.${someNet()}.${someNet()}.0/24 }`
  const { topology } = readTopo(`${readFileSync(file, 'utf8')}\ndefaults: ${subnet}\n`, file)
  const out = temporaryFolder()
  writeNew(networkFolders(topology, { out, seed: 7, notBeforeS: Math.floor(Date.now() / 1000) - 60, ...options }), false)
  return { topology, out, folderOf: isdAs => asFolderIn(isdAs, { out }) }
}
