/**
 * Findings as a suite of cases: `hopproof conform run --cases FOLDER` checks them again like any other. Beside each case the recipe it was
 * made from, and a capture of what was seen.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { writeAsTopology } from '#topology/json.ts'
import { joinBytes, toHex } from '#wire/bytes.ts'
import { createCapture } from '#wire/pcapng.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { type CaseSpec, type ConfigurationSpec, suiteVersion } from '../../suite/format.ts'
import type { Finding } from '../campaign.ts'
import { routerAddress, type Site } from '../site.ts'
import { asStep, clauseOf, configurationOf } from './as-case.ts'

/** Writes the finding's files into the folder; returns their names. A case is not among them where the format cannot say it. */
export function saveFinding(folder: string, finding: Finding, seed: number): string[] {
  const name = join(folder, `fuzz-${seed}-${finding.index}`)
  mkdirSync(join(folder, 'topologies'), { recursive: true })
  writeFileSync(`${name}.json`, `${JSON.stringify(recipeOf(finding), undefined, 2)}\n`)
  writeFileSync(`${name}.pcapng`, captureOf(finding))
  return [...(saveCase(folder, `${name}.yaml`, finding, seed) ? [`${name}.yaml`] : []), `${name}.json`, `${name}.pcapng`]
}

/** All there is to know of it, as it was sent. */
function recipeOf({ sample, signature, differences }: Finding): object {
  const { rule, verdict, reason } = sample.decisions[0]!
  const { site, recipe, bytes } = sample
  return { site: site.name, signature, rule, verdict: reason ?? verdict, recipe, bytes: toHex(bytes), differences }
}

function saveCase(folder: string, file: string, { sample, signature, index }: Finding, seed: number): boolean {
  const step = asStep(sample)
  if (step === undefined) return false
  const rule = sample.decisions[0]!.rule.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)
  const written: CaseSpec = {
    id: `fuzz.${rule}.seed-${seed}-packet-${index}.01`,
    title: signature,
    clause: clauseOf(sample),
    level: 'should',
    origin: `conform fuzz --seed ${seed} --from ${index} -n 1`,
    ...step,
  }
  const configuration = saveConfiguration(folder, sample.site)
  writeFileSync(file, onSuiteAddresses(stringify({ suite: suiteVersion, configuration, cases: [written] }, { lineWidth: 0 }), sample.site))
  return true
}

/** Adds the site to the suite's configurations; returns the name it has there. On IPv6 the ports are those of this run. */
function saveConfiguration(folder: string, site: Site): string {
  const { ip, port } = parseUnderlay(site.as.routers[0]!.internalAddress)
  const name = ip.includes(':') ? `${site.name}-${port}` : site.name
  const topology = `topologies/${name}.json`
  writeFileSync(join(folder, topology), `${onSuiteAddresses(JSON.stringify(writeAsTopology(site.as), undefined, 2), site)}\n`)
  const file = join(folder, 'configurations.yaml')
  const others = existsSync(file)
    ? (parse(readFileSync(file, 'utf8')) as { configurations: Record<string, ConfigurationSpec> }).configurations
    : {}
  writeFileSync(file, stringify({ suite: suiteVersion, configurations: { ...others, [name]: configurationOf(site, topology) } }))
  return name
}

/** Suites are written on 127.0.0.0/16. */
function onSuiteAddresses(text: string, { hosts: [host] }: Site): string {
  const [, net] = /^(127\.\d+\.\d+\.)/.exec(host!) ?? []
  return net === undefined ? text : text.replaceAll(net, '127.0.83.')
}

/** What went in, what should have come out, what came. */
function captureOf({ sample, observed }: Finding): Uint8Array {
  const pieces: Uint8Array[] = []
  const capture = createCapture(piece => pieces.push(piece), 'hopproof conform fuzz')
  const unixNs = BigInt(Math.round(sample.nowMs)) * 1_000_000n
  const see = (interfaceName: string, src: string, dst: string, payload: Uint8Array, comment: string): void =>
    capture({ unixNs, interfaceName, comment, src, dst, payload })
  see('in', sample.door.from, routerAddress(sample.site, sample.door), sample.bytes, 'in')
  for (const { output, rule } of sample.decisions)
    if (output !== undefined) see('expected', output.from, output.to[0]!, output.bytes, `expected, by rule ${rule}`)
  for (const { from, to, bytes } of observed) see('seen', from, to, bytes, 'came out')
  return joinBytes(pieces)
}
