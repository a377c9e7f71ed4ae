/** Flows of a scenario on the network's hosts. */
import { type FlowPlan, lateNs } from '#sim/flow.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import type { FlowReport, Received } from '../host/flow.ts'
import type { Hosts } from './hosts.ts'

/** Times come back as nanoseconds after `startUnixNs`. What cannot begin has `failed`. */
export async function runFlowOn(hosts: Hosts, plan: FlowPlan, startUnixNs: number): Promise<FlowRecord> {
  const [from, to] = [hosts.find(plan.from), hosts.find(plan.to)]
  const words = ['flow', JSON.stringify(plan), to.address]
  if (plan.kind !== 'udp') return recordOf((await hosts.command(from, words)) as FlowReport, startUnixNs)
  const { port } = (await hosts.command(to, ['receive'])) as { readonly port: number }
  const sent = (await hosts.command(from, [...words, String(port)])) as FlowReport & { readonly epochS: number }
  await new Promise(resolve => setTimeout(resolve, lateNs / 1e6))
  const { received, delay, longestGapNs, epochS } = (await hosts.command(to, ['received', String(port)])) as Received
  // Each host counts from a second of its own.
  const shiftMs = (epochS - sent.epochS) * 1000
  const shifted = delay && { min: delay.min + shiftMs, avg: delay.avg + shiftMs, max: delay.max + shiftMs }
  return { ...recordOf(sent, startUnixNs), received, longestGapNs, delay: shifted }
}

function recordOf(report: FlowReport, startUnixNs: number): FlowRecord {
  const since = (unixNs: number): number => unixNs - startUnixNs
  const { startNs, endNs, paths, errors, name, kind, from, to, sent, received, delay, longestGapNs, failed } = report
  return {
    ...{ name, kind, from, to, sent, received, delay, longestGapNs, failed },
    startNs: since(startNs),
    endNs: endNs === undefined ? undefined : since(endNs),
    paths: paths.map(p => ({ ...p, fromNs: since(p.fromNs) })),
    errors: new Map(Object.entries(errors)),
  }
}
