import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diagnose } from '#sim/doctor/diagnosis.ts'
import { unlimited } from '#test/exactly.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { findings, harm, look, type Patient, patient, secondNs } from './clinic.ts'

const examples = ['tiny', 'two', 'diamond', 'peering', 'shortcut', 'two-isds', 'border-routers']

function pairs({ network, record }: Patient) {
  return network.hosts.flatMap(from =>
    network.hosts.filter(to => to.as !== from.as).map(to => diagnose(network, record, from, to.as.isdAs, { maxWays: 1000 })),
  )
}

test.each(examples)('with full best sets the host has every way the topology allows: %s', name => {
  for (const d of pairs(patient(exampleTopology(name), { control: unlimited }, 40))) {
    expect(d.complete).toBe(true)
    expect(d.ways.filter(w => w.state !== 'usable' && w.state !== 'forbidden')).toEqual([])
    expect(d.paths).toBe(d.ways.filter(w => w.state === 'usable').length)
  }
})

/** Its links, cut from the start, by index. */
function cut(name: string, links: readonly number[]): Patient {
  const p = patient(exampleTopology(name), { control: unlimited }, 0)
  for (const index of links) p.network.setLink(index, false)
  p.network.run(40 * secondNs)
  return p
}

test('with links cut from the start every missing way is explained by a cut link', () => {
  const names = fc.constantFrom('peering', 'shortcut', 'two-isds', 'diamond')
  fc.assert(
    fc.property(names, fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }), (name, drawn) => {
      const count = exampleTopology(name).links.length
      const links = [...new Set(drawn.map(i => i % count))]
      for (const d of pairs(cut(name, links)))
        for (const { way, state, cause } of d.ways) {
          if (state === 'forbidden') continue
          if (way.some(s => links.includes(s.link.index))) expect(cause?.kind).toBe('linkDown')
          else expect(['usable', 'linkDown', 'notAsked']).toContain(cause?.kind ?? state)
        }
    }),
    { numRuns: 12, seed: 1 },
  )
})

test('a way the host has over a link that is down now is dead', () => {
  const p = patient()
  harm(p, { link: '1-1#12' })
  const d = look(p)
  expect([d.paths, d.ways.map(w => w.state), findings(d)]).toEqual([1, ['usable', 'dead'], ['dead linkDown at 1-1']])
})

test('the own AS; an AS there is not', () => {
  const p = patient()
  expect(look(p, {}, 'alice', 'alice')).toMatchObject({ ways: [], complete: true })
  expect(() => diagnose(p.network, p.record, p.network.hosts[0]!, '1-99')).toThrow('the network has no AS 1-99')
})

test('to look changes nothing but the time: no event of a control service but those of the question', () => {
  const p = patient()
  look(p)
  const before = p.network.loop.now
  look(p)
  expect(p.network.loop.now - before).toBeLessThan(secondNs)
})
