/** A small network with a hidden segment, for stories: 1-3 shows its link to 1-2 to a group alone. */
import type { ControlCounters, ControlEventName, Rejection } from '#control/events.ts'
import { type HiddenPaths, noHiddenPaths } from '#control/hidden/group.ts'
import { hiddenPathsOf, parseHiddenPaths } from '#control/hidden/group-document.ts'
import type { ControlSettings } from '#control/settings.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { attachHost } from '../client-host.ts'
import type { Network } from '../network.ts'
import { type Story, type StoryOptions, story } from '../trust/story.ts'

/** 1-2 and 1-6 are registries, 1-3 the writer, 1-4 a reader, 1-5 nothing. */
const links = '1-1 child 1-2, 1-2 child 1-3, 1-1 child 1-3, 1-1 child 1-4, 1-1 child 1-5, 1-1 child 1-6'
export const groups = `
groups:
  "2-a": {owner: 1-2, writers: [1-3], readers: [1-4], registries: [1-2, 1-6]}
registration_policy_per_interface:
  "1-3#101": ["2-a"]
  "1-3#102": [public]
`

export const hiddenIn =
  (text: string) =>
  (isdAs: IsdAs): HiddenPaths =>
    hiddenPathsOf(parseHiddenPaths(text), isdAs)

export interface HiddenStory extends Story {
  /** the interfaces of the ways that a host of the AS gets to 1-3, "1-1 … 1-3 101" */
  waysTo(dst: IsdAs, from: IsdAs, hidden: boolean): string[]
  counter(isdAs: IsdAs, name: keyof ControlCounters & (ControlEventName | Rejection)): number
}

/** Quick intervals; really signed. `config`: what each AS knows; default `groups`. */
export function hiddenStory(config: (isdAs: IsdAs) => HiddenPaths = hiddenIn(groups), options: StoryOptions = {}): HiddenStory {
  const settings: Partial<ControlSettings> = { queryIntervalNs: 20e9, ...options.settings }
  const s = story(links, { ...options, settings, hiddenPaths: config })
  s.network.run(12)
  return {
    ...s,
    waysTo: (dst, from, hidden) => ways(s.network, dst, from, hidden),
    counter: (isdAs, name) => s.network.services.get(isdAs)!.counters[name],
  }
}

function ways(network: Network, dst: IsdAs, from: IsdAs, hidden: boolean): string[] {
  const answer = attachHost(network, from).ask(dst, 8, hidden)
  if ('failed' in answer) return [answer.failed]
  return answer.paths.map(p => p.interfaces.map(i => `${i.isdAs}#${i.ifId}`).join(' '))
}

export const without =
  (...ases: IsdAs[]) =>
  (isdAs: IsdAs) =>
    ases.includes(isdAs) ? noHiddenPaths : hiddenIn(groups)(isdAs)
