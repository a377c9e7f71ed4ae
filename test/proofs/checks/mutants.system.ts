import { expect, test } from 'vitest'
import { fatesOf, readCover, routerMutants, routerText } from '#proofs/checks/mutants.ts'
import { breaks } from '#proofs/mutants/breaks.ts'
import { describeWith, tlc } from '#test/availability.ts'

const mutants = routerMutants()
const original = routerText()
const broken = breaks.map(({ altered }) => mutants.find(m => m.altered === altered)!.text)
const withoutValue = original.replace('HopAt(p, i) == p.hops[i + 1]', 'HopAt(p, i) == p.hops[i]')

describeWith([tlc()], 'mutants of Router.tla', () => {
  test('the cover tells those broken by hand, and one without a value does not end the others', async () => {
    const fates = await fatesOf([broken[0]!, withoutValue, original, ...broken.slice(1)], readCover())
    expect(fates.map(fate => fate.kind)).toEqual(['killed', 'noValue', 'survived', 'killed', 'killed', 'killed', 'killed'])
  })

  test('what is no module is refused', async () => {
    await expect(fatesOf(['---- MODULE Router ----\nProcess(p ==\n===='], readCover())).rejects.toThrow('TLC did not read the mutants')
  })
})
