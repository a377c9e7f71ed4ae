/** Routers under test in process, with something wrong about them. */

import type { Exchange, Input, Output } from '#conformance/dut/dut.ts'
import { outputOf } from '#conformance/fuzz/judge/oracle.ts'
import type { Target } from '#conformance/fuzz/lane.ts'
import { ears, type Site } from '#conformance/fuzz/site.ts'
import { sitesOn } from '#conformance/fuzz/sites.ts'
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket } from '#router/packet.ts'
import { createState } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { leaving } from '#test/router/rule-arrays.ts'
import type { Bytes } from '#wire/bytes.ts'

export const sites = sitesOn({ net: '127.83.12', hearsResponder: true, ipv6Port: 21_000 })

export interface Mutant {
  readonly rules?: RuleSet
  /** changes, or holds back, what leaves */
  leaves?(bytes: Bytes, input: Input): Bytes | undefined
  /** does this packet end the router? */
  dies?(input: Input): boolean
  /** ... but only after it has answered the sentinel? */
  readonly late?: boolean
}

const dead: Exchange = { outputs: [], before: [], failure: { kind: 'died', text: 'it ended with exit code 2' } }

export interface MutantTarget extends Target {
  readonly received: Input[]
}

/** A router of a site that differs from ours by the mutant. */
export function mutantTarget(
  site: Site,
  { rules = ruleSet, leaves = bytes => bytes, dies = () => false, late = false }: Mutant = {},
): MutantTarget {
  const state = createState({ ...site, id: site.routerId, clock: { epochS: 0 }, random: () => 1 })
  const link = (port: number, from: string) =>
    port === 0 ? (state.links.siblingAt.get(from) ?? state.links.internal) : state.links.byIfId[port]!
  const received: Input[] = []
  let doomed = false
  const listening = new Set(ears(site))

  function process(input: Required<Input>): Output[] {
    const p = createPacket(state.links.internal)
    loadPacket(p, input.bytes.slice(), link(input.port, input.from), input.from, Date.now() * 1e6)
    const verdict = decide(p, state, rules)
    const door = site.doors.find(d => d.port === input.port && d.from === input.from)!
    const sent = leaving(p, state, verdict)
    const bytes = sent.length === 0 ? undefined : leaves(sent, input)
    const output = outputOf(site, door, verdict, bytes, input.bytes)
    return output === undefined || !listening.has(output.to.at(-1)!)
      ? []
      : [{ port: 0, from: output.from, to: output.to.at(-1)!, bytes: output.bytes }]
  }

  return {
    received,
    async exchange(inputs): Promise<Exchange> {
      received.push(...inputs)
      if (doomed) return dead
      const fatal = inputs.findIndex(dies)
      const handled = fatal < 0 || late ? inputs : inputs.slice(0, fatal)
      const outputs = handled.flatMap(i => process(i as Required<Input>))
      doomed = fatal >= 0
      return doomed && !late ? { ...dead, outputs } : { outputs, before: [] }
    },
    listen: async () => (doomed ? dead : { outputs: [], before: [] }),
    stop: async () => {},
  }
}
