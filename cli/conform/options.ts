/** Options that several `conform` commands share. */
import { Option } from 'commander'
import { ownProgram } from '#emulate/program/own-program.ts'

export type Level = 'must' | 'should'

export const levelOption = (): Option =>
  new Option('--level <level>', 'only what a router must, or should do').choices(['must', 'should'] satisfies Level[])

/** An option that may be given several times, or with commas. */
export const collect = (text: string, before: readonly string[]): string[] => [...before, ...text.split(',')]

/** The command of the device under test when none is given. */
export async function ownRouter(): Promise<string> {
  const quoted = (await ownProgram()).map(word => `'${word}'`)
  return `${quoted.join(' ')} router --config {toml}`
}
