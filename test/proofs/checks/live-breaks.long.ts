import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeAll, objectionsOf } from '#proofs/checks/slices.ts'
import { type Prepared, prepareDecisions } from '#proofs/slices/prepare.ts'
import { scopeOf } from '#proofs/slices/scope.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { describeWith, tlc } from '#test/availability.ts'
import { temporaryFolder, until } from '#test/emulate/lab.ts'
import { authenticated, eventsOf, linesOf, plainStories, storyLab, wayIn } from '#test/emulate/router/story-lab.ts'
import { beyondTheModel, storyTopology } from '#test/proofs/slices/stories.ts'
import { key } from '#test/router/network.ts'
import { buildInput } from '#test/router/story.ts'
import { breaks } from './breaks.ts'

/** What a router of these rules logs of the stories, on real sockets. */
async function play(rules: RuleSet): Promise<Prepared> {
  const evidence = join(temporaryFolder(), 'evidence.ndjson')
  const lab = await storyLab(authenticated, { evidence, rules })
  const stories = plainStories(lab).filter(s => !beyondTheModel.includes(s.name))
  for (const [i, story] of stories.entries()) {
    const { from, to } = wayIn(lab, story)
    await lab.around.send(from, to, buildInput(story))
    await until(() => linesOf(evidence).length > i)
  }
  lab.running.stop()
  return prepareDecisions(
    eventsOf(evidence).filter(e => scopeOf(e) === 'model'),
    storyTopology,
    () => key,
  )
}

describeWith([tlc()], 'routers on real sockets, broken in five ways', () => {
  test('each is told from the model by what it logs', { timeout: 240_000 }, async () => {
    const logs: Prepared[] = []
    for (const rules of [ruleSet, ...Object.values(breaks).map(([broken]) => broken)]) logs.push(await play(rules))
    const [sound, ...broken] = await judgeAll(logs)
    expect(objectionsOf(sound!)).toEqual([])
    expect(sound!.decisions).toBeGreaterThan(100)
    for (const [i, [name, [, objection]]] of Object.entries(breaks).entries()) {
      const objections = objectionsOf(broken[i]!)
      expect(
        objections.filter(text => objection.test(text)),
        `${name}:\n${objections.join('\n')}`,
      ).not.toEqual([])
    }
  })
})
