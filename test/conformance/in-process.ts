/** The suite's cases decided by our router in this process, without sockets. */
import type { Output } from '#conformance/dut/dut.ts'
import { type ExpandedStep, expandStep, type Setting, stepsOf } from '#conformance/suite/expand.ts'
import { readSuite, type Suite, type SuiteCase, settingOf } from '#conformance/suite/read.ts'
import { forwardingKeyOf } from '#crypto/key.ts'
import { createRouter, type Router } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { internalPort } from '#wire/actor.ts'

export const suite: Suite = readSuite()
export const caseOf = (id: string): SuiteCase => suite.cases.find(c => c.id === id)!
export const settings = new Map([...suite.configurations.keys()].map(name => [name, settingOf(suite, name, 7)] as const))

/** The moment of all packets: in the first half of a second. */
export const epochS = 1_800_000_000
export const now = 250_000_000
export const nowNs = BigInt(epochS) * 1_000_000_000n + BigInt(now)

/** All configurations have the same. */
const { master } = settings.get('multi')!.spec
const key = forwardingKeyOf(master)

export function routerOf({ as, spec }: Setting, rules: RuleSet = ruleSet): Router {
  const { router: id, scmpAuthentication, bfd } = spec
  return createRouter({ as, id, key, clock: { epochS }, random: () => 0, scmpAuthentication, rules, ...(bfd && { bfd: {} }) })
}

export const expanded = (c: SuiteCase): ExpandedStep[] =>
  stepsOf(c).map(step =>
    expandStep(step, settings.get(c.configuration)!, { nowNs: nowNs + BigInt(Math.round((step.second?.[0] ?? 0) * 1e9)) }),
  )

/** What a router sends for the input of a step. */
export function outputsOf(router: Router, { as, spec }: Setting, { input }: ExpandedStep, at = now): Output[] {
  const own = as.routers.find(r => r.id === spec.router)!
  const outputs: Output[] = []
  const send = (port: number, to: string, bytes: Uint8Array): void => {
    const link = own.interfaces.find(i => i.ifId === port)
    outputs.push({ port, from: link?.local ?? own.internalAddress, to: link?.remote ?? to, bytes: bytes.slice() })
  }
  const { port, from, bytes } = input!
  // A connected socket does not hear strangers.
  if (port !== internalPort && from !== own.interfaces.find(i => i.ifId === port)!.remote) return []
  router.on({ kind: 'datagram', port, from, bytes: bytes.slice() }, at, { send })
  return outputs
}
