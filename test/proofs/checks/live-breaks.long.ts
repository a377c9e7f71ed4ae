import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeAll, objectionsOf } from '#proofs/checks/slices.ts'
import { type Prepared, prepareDecisions } from '#proofs/slices/prepare.ts'
import { scopeOf } from '#proofs/slices/scope.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { describeWith, tlc } from '#test/availability.ts'
import {
  createSurroundings,
  onLoopback,
  runRouter,
  someNet,
  standingClock,
  temporaryFolder,
  until,
  writeConfiguration,
} from '#test/emulate/lab.ts'
import { beyondTheModel, storyTopology } from '#test/proofs/slices/stories.ts'
import { epochS, key, now, storyAs } from '#test/router/network.ts'
import { allStories, buildInput, type Story } from '#test/router/story.ts'
import { breaks } from './breaks.ts'

const prefix = '192.168.'
const settings = '[features]\nexperimental_scmp_authentication = true\n'
const isPlain = (s: Story): boolean => s.down === undefined && s.auth !== false && !s.bfd && !beyondTheModel.includes(s.name)

/** What a router of these rules logs of the stories, on real sockets. */
async function play(rules: RuleSet): Promise<Prepared> {
  const net = someNet()
  const [folder, evidence] = [temporaryFolder(), join(temporaryFolder(), 'evidence.ndjson')]
  const path = writeConfiguration(folder, onLoopback(storyAs, prefix, net), { toml: settings })
  const source = { path, id: 'brA', read: (file: string) => readFileSync(file, 'utf8') }
  const running = await runRouter({ source, clock: standingClock(epochS, now), evidence, rules })
  const around = createSurroundings()
  const events = (): TraceEvent[] =>
    readFileSync(evidence, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as TraceEvent)
  const stories = onLoopback(allStories(), prefix, net).filter(isPlain)
  for (const [i, story] of stories.entries()) {
    const link = running.configuration.as.routers[0]!.interfaces.find(l => l.ifId === story.in)
    await around.send(link?.remote ?? String(story.in), link?.local ?? `127.${net}.0.11:30001`, buildInput(story))
    await until(() => events().length > i)
  }
  running.stop()
  return prepareDecisions(
    events().filter(e => scopeOf(e) === 'model'),
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
