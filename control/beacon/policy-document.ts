/**
 * Beacon policies in files, in the reference's YAML.   control/beacon/policy.go
 *
 *   Type: Propagation                 Filter:                        RegistrationPolicies:
 *   BestSetSize: 20                     MaxHopsLength: 10              - Name: no transit
 *   CandidateSetSize: 100               AsBlackList: [ff00:0:110]        Matcher: { Sequence: "1-0 0*", ACL: ["- 2", "+"] }
 *   MaxExpTime: 63                      IsdBlackList: [2]                Plugin: local
 *                                       AllowIsdLoop: true
 */
import { asBoolean, asInteger, asText, complain, isNothing, itemsOf, parsed, parseText, type Value } from '#topology/document.ts'
import { onlyFieldsOf } from '#topology/fields.ts'
import { UserError } from '#wire/error.ts'
import { parseAs } from '#wire/isdas.ts'
import { type Acl, checkedAcl, parseAclEntry } from '../path/acl.ts'
import { parseSequence } from '../path/sequence.ts'
import { type BeaconFilter, type BeaconPolicy, defaultPolicy, type Usage } from './policy.ts'
import { type Matcher, type RegistrationPlugin, type RegistrationPolicy, registrationPlugins } from './registration-policy.ts'

/** How files name what a policy is for. */
export const policyTypes: Readonly<Record<Usage, string>> = {
  propagation: 'Propagation',
  up: 'UpSegmentRegistration',
  down: 'DownSegmentRegistration',
  core: 'CoreSegmentRegistration',
}

const keys = ['Type', 'BestSetSize', 'CandidateSetSize', 'MaxExpTime', 'Filter', 'RegistrationPolicies'] as const

/** The policy of a file that is for `usage`. Throws `UserError`. */
export const parseBeaconPolicy = (text: string, usage: Usage, file?: string): BeaconPolicy => readBeaconPolicy(parseText(text, file), usage)

/** Throws `UserError`. */
export function readBeaconPolicy(value: Value, usage: Usage): BeaconPolicy {
  if (isNothing(value)) throw complain(value, 'holds no policy', '{} is one of defaults alone')
  const f = onlyFieldsOf(value, keys)
  if (f.Type !== undefined && asText(f.Type) !== policyTypes[usage])
    throw complain(f.Type, `is "${asText(f.Type)}", but the policy is used as ${policyTypes[usage]}`)
  return {
    bestSetSize: asSize(f.BestSetSize, defaultPolicy.bestSetSize),
    candidateSetSize: asSize(f.CandidateSetSize, defaultPolicy.candidateSetSize),
    maxExpTime: f.MaxExpTime === undefined ? defaultPolicy.maxExpTime : asInteger(f.MaxExpTime, 0, 255),
    filter: readFilter(f.Filter),
    registrationPolicies: f.RegistrationPolicies === undefined ? [] : readRegistrationPolicies(f.RegistrationPolicies, usage),
  }
}

const maxSize = 10_000

/** Divergence: the reference takes negative sizes, and panics when it selects by them. 0 is the default, as there. */
const asSize = (value: Value | undefined, byDefault: number): number =>
  value === undefined ? byDefault : asInteger(value, 0, maxSize) || byDefault

/** Throws `UserError`. */
export function readFilter(value: Value | undefined): BeaconFilter {
  if (value === undefined) return defaultPolicy.filter
  const f = onlyFieldsOf(value, ['MaxHopsLength', 'AsBlackList', 'IsdBlackList', 'AllowIsdLoop'])
  return {
    maxHopsLength: asSize(f.MaxHopsLength, defaultPolicy.filter.maxHopsLength),
    asBlackList: f.AsBlackList === undefined ? [] : itemsOf(f.AsBlackList).map(item => parsed(item, parseAs)),
    isdBlackList: f.IsdBlackList === undefined ? [] : itemsOf(f.IsdBlackList).map(item => asInteger(item, 0, 0xffff)),
    allowIsdLoop: f.AllowIsdLoop === undefined ? defaultPolicy.filter.allowIsdLoop : asBoolean(f.AllowIsdLoop),
  }
}

function readRegistrationPolicies(value: Value, usage: Usage): RegistrationPolicy[] {
  // Divergence: the reference reads them in a propagation policy, too, and does not heed them.
  if (usage === 'propagation') throw complain(value, 'a propagation policy registers nothing')
  const names = new Set<string>()
  return itemsOf(value).map(item => {
    const policy = readRegistrationPolicy(item, usage)
    if (names.has(policy.name)) throw complain(item, `there are two registration policies "${policy.name}"`)
    names.add(policy.name)
    return policy
  })
}

function readRegistrationPolicy(value: Value, usage: Usage): RegistrationPolicy {
  const { Name, Description, Matcher, Plugin, PluginConfig } = onlyFieldsOf(value, [
    'Name',
    'Description',
    'Matcher',
    'Plugin',
    'PluginConfig',
  ])
  if (Matcher === undefined) throw complain(value, 'has no Matcher', 'Matcher: {Sequence: "0*"} is for all segments')
  if (Plugin === undefined) throw complain(value, 'has no Plugin', `one of ${registrationPlugins.join(', ')}`)
  const plugin = readPlugin(Plugin, usage)
  if (PluginConfig !== undefined) checkPluginConfig(PluginConfig, plugin)
  return {
    name: Name === undefined ? '' : asText(Name),
    ...(Description && { description: asText(Description) }),
    matcher: readMatcher(Matcher),
    plugin,
  }
}

/** Throws `UserError`. */
export function readMatcher(value: Value): Matcher {
  const { Sequence, ACL } = onlyFieldsOf(value, ['Sequence', 'ACL'])
  if (Sequence === undefined && ACL === undefined) throw complain(value, 'needs a Sequence or an ACL', 'Sequence: "0*" is for all segments')
  return { ...(Sequence && { sequence: parsed(Sequence, parseSequence) }), ...(ACL && { acl: readAcl(ACL) }) }
}

function readAcl(value: Value): Acl {
  const entries = itemsOf(value).map(item => parsed(item, parseAclEntry))
  try {
    return checkedAcl(entries)
  } catch (error) {
    if (error instanceof UserError) throw complain(value, error.message, error.hint)
    throw error
  }
}

function readPlugin(value: Value, usage: Usage): RegistrationPlugin {
  const plugin = registrationPlugins.find(p => p === asText(value))
  if (plugin === undefined) throw complain(value, `there is no plugin "${asText(value)}"`, `known: ${registrationPlugins.join(', ')}`)
  // Divergence: the reference sends up and core segments to their origin, too, which has no use for them.
  if (plugin === 'remote' && usage !== 'down') throw complain(value, 'only down segments are registered remotely')
  if (plugin === 'hidden_path' && usage !== 'down') throw complain(value, 'only down segments are registered as hidden')
  return plugin
}

/** Divergence: the message that `ignore` logs in the reference is read, but what is ignored is counted here, not logged. */
function checkPluginConfig(value: Value, plugin: RegistrationPlugin): void {
  if (plugin !== 'ignore') throw complain(value, `the plugin ${plugin} has nothing to configure`)
  const { Level, Message } = onlyFieldsOf(value, ['Level', 'Message'])
  if (Level !== undefined && !['debug', 'info', 'error'].includes(asText(Level))) throw complain(Level, 'expected debug, info or error')
  if (Message !== undefined) asText(Message)
}
