/** The faults of a scenario done to real processes and links. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Fault, findLink, linksBetween, withQueue } from '#sim/faults.ts'
import { type As, findAs } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { asFolderIn } from '../config/folders.ts'
import type { Emulation } from './emulation.ts'
import { configFolder } from './jobs.ts'
import { nodeNames } from './wiring.ts'

/** Resolves when it is done. Throws `UserError` for what there is not, and for clocks, which processes of one machine share. */
export async function applyLiveFault(e: Emulation, fault: Fault): Promise<void> {
  const { topology } = e
  switch (fault.kind) {
    case 'cut':
    case 'mend':
      return e.setLink(findLink(e, fault.link).index, fault.kind === 'mend')
    case 'shape': {
      const { index } = findLink(e, fault.link)
      return e.setShape(index, withQueue({ ...e.shapeOf(index), ...fault.shape }))
    }
    case 'stopRouter':
      return e.supervisor.kill(nodeOf(e, fault.router))
    case 'startRouter':
      return e.supervisor.start(nodeOf(e, fault.router))
    case 'stopService':
      return e.supervisor.kill(nodeOf(e, fault.service))
    case 'startService':
      return startService(e, asWith(e, fault.service), fault.service, fault.store)
    case 'stopAs':
      return each(nodesOf(e, fault.as), name => e.supervisor.kill(name))
    case 'startAs': {
      const as = findAs(topology, fault.as)!
      await each(as.routers, ({ id }) => e.supervisor.start(nodeOf(e, id)))
      return each(as.controlServices, ({ id }) => startService(e, as, id, fault.store))
    }
    case 'partition':
    case 'heal':
      return each(linksBetween(topology, fault.a, fault.b), ({ index }) => e.setLink(index, fault.kind === 'heal'))
    case 'clock':
      throw new UserError('clocks are set in the simulator only', 'the processes of one machine have one clock')
  }
}

async function each<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (const item of items) await act(item)
}

/** The AS of a router or service; throws `UserError`. */
function asWith({ topology }: Emulation, id: string): As {
  const as = topology.ases.find(a => [...a.routers, ...a.controlServices].some(n => n.id === id))
  if (as === undefined) throw new UserError(`there is no router or control service "${id}"`)
  return as
}

const nodeOf = (e: Emulation, id: string): string => nodeNames(e.topology)(asWith(e, id).isdAs, id)

function nodesOf({ topology }: Emulation, isdAs: IsdAs): string[] {
  const as = findAs(topology, isdAs)!
  return [...as.routers, ...as.controlServices].map(n => nodeNames(topology)(as.isdAs, n.id))
}

/** As in the simulator, what it knew is lost unless the scenario says otherwise. */
async function startService(e: Emulation, as: As, id: string, store: 'kept' | 'lost' | undefined): Promise<void> {
  const folder = asFolderIn(as.isdAs, { out: configFolder(e.folder) })
  if (store !== 'kept')
    for (const file of readdirSync(folder))
      if (file.startsWith(`${id}.`) && file.includes('.db')) rmSync(join(folder, file), { force: true })
  await e.supervisor.start(nodeOf(e, id))
}
