/** `hopproof topo configure`: a network as the configuration of its programs, in the reference's layout. */
import type { Command } from 'commander'
import { asFolderIn, networkFolders } from '#emulate/config/folders.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { formatTime } from '#host/duration.ts'
import { columns, emit, type Format, formatOption } from '../output.ts'
import { addMaterialOptions, type MaterialFlags, materialOf } from '../pki/testcrypto.ts'
import { readGroups, readTopology } from '../tools/tool-network.ts'
import { durationOption, hiddenPathsOption } from '../tools/tool-options.ts'

interface Options extends MaterialFlags {
  readonly interval: number
  readonly epic: boolean
  readonly staticInfo: boolean
  readonly hiddenPaths?: string
  readonly format: Format
}

const help = `
Writes FOLDER/ASff00_0_110/ for each AS: topology.json, a .toml for each border router and control service, sd.toml, keys/, certs/, crypto/.
The programs of hopproof and those of the reference (router, control, daemon, dispatcher) are started from them, in the folder you are in now
where FOLDER is a relative path.

Examples:
  $ hopproof topo configure my.topo --out gen --seed 7
  $ hopproof router --config gen/ASff00_0_110/br1-ff00_0_110-1.toml

For tests only: who knows the seed knows every key. They are the keys of a simulation with this seed.
`

export function registerConfigure(topo: Command): void {
  const command = topo
    .command('configure')
    .summary('write the configuration of every program of a network, with keys and certificates')
    .description('Write the configuration of every program of a network, with keys and certificates, in the layout of the reference.')
  addMaterialOptions(command)
    .addOption(durationOption('--interval', 'how often beacons are sent and segments registered', '5s'))
    .option('--epic', 'beacons carry EPIC authenticators', false)
    .option('--static-info', 'ASes announce delays and rates of their links, as the topology has them', false)
    .addOption(hiddenPathsOption())
    .addOption(formatOption())
    .addHelpText('after', help)
    .action(configure)
}

function configure(file: string, options: Options): void {
  const topology = readTopology(file)
  const material = materialOf(options)
  const folders = { out: options.out, isdFolders: options.isdDir }
  const { interval: intervalNs, epic, staticInfo, hiddenPaths } = options
  const groups = hiddenPaths === undefined ? {} : { hiddenPaths: readGroups(hiddenPaths, topology) }
  const files = networkFolders(topology, { ...folders, ...material, ...groups, intervalNs, epic, staticInfo })
  writeNew(files, options.force)
  const { seed, notBeforeS } = material
  const made = { folder: options.out, seed, notBefore: formatTime(notBeforeS), files: files.map(f => f.path) }
  emit(options.format, made, () => {
    const rows = topology.ases.map(as => [
      asFolderIn(as.isdAs, folders),
      ...[as.routers, as.controlServices].map(all => all.map(({ id }) => id).join(' ')),
    ])
    return `${columns(rows)}\n${files.length} files in ${options.out}. The same bytes again: --seed ${seed} --not-before ${made.notBefore}`
  })
}
