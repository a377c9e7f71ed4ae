/** Options that several `conform` commands share. */
import { Option } from 'commander'

export type Level = 'must' | 'should'

export const levelOption = (): Option =>
  new Option('--level <level>', 'only what a router must, or should do').choices(['must', 'should'] satisfies Level[])

/** An option that may be given several times, or with commas. */
export const collect = (text: string, before: readonly string[]): string[] => [...before, ...text.split(',')]
