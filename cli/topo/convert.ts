/** Networks from and to the reference's files: one topology.json per AS in FOLDER/ASff00_0_110/. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readInputText } from '#emulate/files/input.ts'
import { writeDeep, writeResult } from '#emulate/files/write-file.ts'
import { joinTopologies } from '#topology/join.ts'
import { asFolder, readAsTopology, writeAsTopology } from '#topology/json.ts'
import type { Topology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import { writeTopo } from '#topology/write.ts'
import { UserError } from '#wire/error.ts'

/** A network from a .topo file, a topology.json, or a folder of them; `say` is told warnings. Throws `UserError`. */
export function readNetwork(path: string, say: (text: string) => void): Topology {
  const files = isFolder(path) ? findJson(path) : path.endsWith('.json') ? [path] : []
  if (files.length > 0)
    return joinTopologies(
      basename(path),
      files.map(file => readAsTopology(readInputText(file), file)),
    )
  const { topology, warnings } = readTopo(readInputText(path), path)
  for (const { text, place } of warnings) say(`warning: ${place?.file ?? path}:${place?.line}:${place?.column}: ${text}`)
  return topology
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/** topology.json in the folder's AS... folders, or the .json files of the folder itself. */
function findJson(folder: string): string[] {
  const names = readdirSync(folder).sort()
  const inside = names
    .filter(name => name.startsWith('AS'))
    .map(name => join(folder, name, 'topology.json'))
    .filter(file => existsSync(file))
  const files = inside.length > 0 ? inside : names.filter(name => name.endsWith('.json')).map(name => join(folder, name))
  if (files.length > 0) return files
  throw new UserError('holds no topology.json', 'expected AS*/topology.json or *.json in it', { file: folder })
}

/** The direction follows from what is given and what is asked for. Throws `UserError`. */
export function convertTopology(from: string, to: string, say: (text: string) => void): void {
  const topology = readNetwork(from, say)
  if (to.endsWith('.topo') || to === '-') {
    writeResult(writeTopo(topology), to)
    return
  }
  const files = new Map(topology.ases.map(as => [join(to, asFolder(as.isdAs), 'topology.json'), as]))
  if (files.size < topology.ases.length)
    throw new UserError('two ASes have the same AS number in different ISDs', "the reference's layout names folders by AS number alone", {
      file: from,
    })
  for (const [file, as] of files) writeDeep(`${JSON.stringify(writeAsTopology(as), undefined, 2)}\n`, file)
  say(`${files.size} topology.json written to ${to}`)
}
