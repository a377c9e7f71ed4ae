/** The reference's own topologies: its generator and ours make the same of each. Skipped aloud where they are not there. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, shared } from '#test/availability.ts'
import { joinTopologies } from '#topology/join.ts'
import { readAsTopology, writeAsTopology } from '#topology/json.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import { writeTopo } from '#topology/write.ts'

interface Interface {
  readonly isd_as: string
  readonly link_to: string
  readonly mtu: number
}
interface Json {
  readonly isd_as: string
  readonly border_routers: Readonly<Record<string, { readonly interfaces: Readonly<Record<string, Interface>> }>>
}

/** Addresses may differ. */
const withoutAddresses = (json: unknown): unknown =>
  JSON.parse(JSON.stringify(json), (key, value) => (['local', 'remote', 'internal_addr', 'addr'].includes(key) ? 'address' : value))

/** Ids may differ, too: interfaces are listed in the order of the AS's neighbours and kinds. */
const structure = (file: Json): unknown =>
  Object.entries(file.border_routers).map(([id, router]) => [
    id,
    Object.values(router.interfaces)
      .map(i => `${i.isd_as} ${i.link_to} ${i.mtu} ${'remote_interface_id' in i}`)
      .sort(),
  ])

describeWith([shared('data/topologies')], 'topologies of the reference', folder => {
  const names = readdirSync(folder)
    .filter(name => name.endsWith('.topo'))
    .map(name => name.slice(0, -5))
  const text = (name: string) => readFileSync(join(folder, `${name}.topo`), 'utf8')
  const expected = (name: string): Map<string, Json> => {
    const inside = join(folder, 'expected', name)
    const files = readdirSync(inside).map(file => JSON.parse(readFileSync(join(inside, file), 'utf8')) as Json)
    return new Map(files.map(file => [file.isd_as, file]))
  }
  const hasIds = (name: string) => !/[ab]: "[^"#]*"/.test(text(name))

  test('there are some, with ids and without', () => {
    expect(names.length).toBeGreaterThan(5)
    expect(new Set(names.map(hasIds))).toEqual(new Set([true, false]))
  })

  test.each(names)('%s is legal, without warnings', name => expect(loadTopo(text(name), name).warnings).toEqual([]))

  test.each(names)('%s converts to what its generator writes', name => {
    const { topology } = readTopo(text(name))
    const files = expected(name)
    expect(topology.ases.map(as => as.isdAs as string).sort()).toEqual([...files.keys()].sort())
    for (const as of topology.ases) {
      const ours = JSON.parse(JSON.stringify(writeAsTopology(as))) as Json
      const theirs = files.get(as.isdAs)!
      if (hasIds(name)) expect(withoutAddresses(ours)).toEqual(withoutAddresses(theirs))
      else expect(structure(ours)).toEqual(structure(theirs))
      expect({ ...ours, border_routers: 0, control_service: 0, discovery_service: 0 }).toEqual({
        ...theirs,
        border_routers: 0,
        control_service: 0,
        discovery_service: 0,
      })
    }
  })

  test.each(names)('%s: addresses are unique and both ends agree', name => {
    const { topology } = readTopo(text(name))
    const locals = topology.ases.flatMap(as => as.routers.flatMap(r => [r.internalAddress, ...r.interfaces.map(i => i.local)]))
    const all = [...locals, ...topology.ases.flatMap(as => [...as.controlServices.map(s => s.address), ...as.hosts.map(h => h.address)])]
    expect(new Set(all).size).toBe(all.length)
  })

  test.each(names)("%s: the generator's files are read, written the same, and join into the network", name => {
    const files = [...expected(name).values()]
    for (const file of files) expect(writeAsTopology(readAsTopology(file))).toEqual(file)
    const kinds = (t: Topology) => t.links.map(l => [l.type, ...[l.a, l.b].map(e => e.isdAs).sort(), l.mtu].join(' ')).sort()
    expect(
      kinds(
        joinTopologies(
          name,
          files.map(f => readAsTopology(f)),
        ),
      ),
    ).toEqual(kinds(readTopo(text(name)).topology))
  })

  test.each(names)('%s is written as the same network', name => {
    const { topology } = readTopo(text(name), name)
    expect(readTopo(writeTopo(topology)).topology).toEqual(topology)
  })
})

describeWith([shared('vectors/router/router.json')], 'topologies of the router vectors', path => {
  const { routers } = JSON.parse(readFileSync(path, 'utf8')) as { routers: Record<string, { topology: unknown }> }
  test.each(Object.keys(routers))('%s loads', name => {
    const as = readAsTopology(routers[name]!.topology)
    expect(as.routers.flatMap(r => r.interfaces).length).toBe(JSON.stringify(routers[name]!.topology).match(/"link_to"/g)!.length)
  })
})
