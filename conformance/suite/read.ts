/** The suite's files: configurations.yaml, the topologies it names, and all other YAML files, which hold cases. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { z } from 'zod'
import { complain, placeOf } from '#topology/document.ts'
import { readAsTopology } from '#topology/json.ts'
import { type Located, parseLocated, readLocated } from '#topology/located.ts'
import type { AsTopology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import type { Setting } from './expand.ts'
import { type CaseSpec, type ConfigurationSpec, caseFileSchema, configurationsSchema } from './format.ts'
import { moveToNet } from './net.ts'

export interface SuiteCase extends CaseSpec {
  readonly configuration: string
  readonly file: string
  /** where it begins */
  readonly line: number
}

export interface Configuration {
  readonly spec: ConfigurationSpec
  readonly topology: AsTopology
}

export interface Suite {
  readonly version: string
  readonly configurations: ReadonlyMap<string, Configuration>
  /** in the order of the files' names, then of the files */
  readonly cases: readonly SuiteCase[]
}

const configurationsFile = 'configurations.yaml'

/** The suite of this package. */
export const suiteFolder = fileURLToPath(new URL('../cases', import.meta.url))

/** Throws `UserError` that names file, line and column. */
export function readSuite(folder = suiteFolder): Suite {
  const { data } = readYaml(join(folder, configurationsFile), configurationsSchema)
  const configurations = new Map(
    Object.entries(data.configurations).map(([name, spec]) => {
      const file = join(folder, spec.topology)
      return [name, { spec, topology: readAsTopology(readText(file), file) }]
    }),
  )
  const files = readdirSync(folder).filter(name => name.endsWith('.yaml') && name !== configurationsFile)
  const seen = new Set<string>()
  const cases = files.sort().flatMap(name => readCases(join(folder, name), configurations, seen))
  return { version: data.suite, configurations, cases }
}

function readCases(file: string, configurations: ReadonlyMap<string, Configuration>, seen: Set<string>): SuiteCase[] {
  const { data, located } = readYaml(file, caseFileSchema)
  return data.cases.map((c, i) => {
    const value = located.at(['cases', i])
    const configuration = c.configuration ?? data.configuration
    if (!configurations.has(configuration)) throw complain(value, `there is no configuration "${configuration}"`)
    if (seen.has(c.id)) throw complain(value, `the id ${c.id} is there twice`)
    seen.add(c.id)
    return { ...c, configuration, file, line: placeOf(value).line! }
  })
}

function readYaml<T>(file: string, schema: z.ZodType<T>): { readonly data: T; readonly located: Located } {
  const located = readLocated(readText(file), file)
  return { data: parseLocated(located, schema), located }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UserError('cannot be read', (error as Error).message, { file })
  }
}

/** A configuration on the addresses of one 127.NET.0.0/16. */
export function settingOf(suite: Suite, name: string, net: number): Setting {
  const { spec, topology } = suite.configurations.get(name)!
  return { name, spec, as: moveToNet(topology, net), net }
}
