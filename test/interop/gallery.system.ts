/**
 * The gallery against the reference's own routers, all of a network: what our guards stop, theirs stop; what no rule of ours stops, theirs let
 * pass. They tell nobody what they decide, so that only the end is seen: has the packet come?
 */
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Emulation, startEmulation } from '#emulate/net/emulation.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import type { GalleryEntry, Injection } from '#proofs/gallery/entry.ts'
import { gallery } from '#proofs/gallery/gallery.ts'
import { as, galleryNetwork, gallerySeed, galleryTopology } from '#proofs/gallery/network.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { ruleSet } from '#router/rules.ts'
import { describeWith, scionProgram } from '#test/availability.ts'
import { namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'
import { toHex } from '#wire/bytes.ts'

/** Packets for a control service, which counts nothing. */
const forServices = ['one-hop-forged']
/** Ends the reference's router: see `serviceSource`. */
const deadly = ['service-source']
/** longer than any packet is under way, milliseconds */
const settledMs = 300

const topology = forNamespaces(galleryTopology())
const made = (entry: GalleryEntry): readonly Injection[] =>
  entry.make(openWorkshop(galleryNetwork(ruleSet, { topology, nowS: Date.now() / 1000 })))

async function received(e: Emulation, isdAs: string): Promise<number> {
  const host = e.hosts.all.find(h => h.as.isdAs === isdAs)!
  return ((await e.hosts.command(host, ['status'])) as { counters: { received: number } }).counters.received
}

/** Does the last of the packets arrive? */
async function arrives(e: Emulation, entry: GalleryEntry): Promise<boolean> {
  let before = 0
  for (const { entrance, bytes, afterNs = 0 } of made(entry)) {
    if (entrance.by !== 'host') return false
    await setTimeout(afterNs / 1e6)
    before = await received(e, entry.reaches)
    await e.hosts.command(e.hosts.find(entrance.host), ['inject', entrance.router, toHex(bytes), '--from-port', '20000'])
    await setTimeout(settledMs)
  }
  return (await received(e, entry.reaches)) > before
}

describeWith([namespaces, scionProgram('router')], "the gallery against the reference's routers", () => {
  test('stopped where we stop it, delivered where no rule of ours stops it', async () => {
    const folder = join(temporaryFolder(), 'processes')
    const goRouters = new Set(Object.values(as))
    const e = await startEmulation({ kind: 'netns', topology, seed: gallerySeed, folder, goRouters, note: () => {} })
    onTestFinished(() => e.end())
    // Their links come up by BFD.
    const open = gallery.find(entry => entry.name === 'replay')!
    for (let tries = 0; tries < 40 && !(await arrives(e, open)); tries++);
    const asked = gallery.filter(({ name }) => !forServices.includes(name) && !deadly.includes(name))
    const told = asked.filter(entry => made(entry).every(i => i.entrance.by === 'host'))
    expect(told.length).toBeGreaterThan(20)
    const differ: string[] = []
    for (const entry of told) if ((await arrives(e, entry)) !== (entry.guard === undefined)) differ.push(entry.name)
    expect(differ).toEqual([])
  })
})
