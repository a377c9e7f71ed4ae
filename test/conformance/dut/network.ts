/** A small AS on loopback addresses, and devices under test in it that are stopped with the test. */
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DutConfiguration } from '#conformance/dut/configuration.ts'
import { type Dut, type DutOptions, startDut } from '#conformance/dut/dut.ts'
import { masterKey, onLoopback, someNet } from '#test/emulate/lab.ts'
import { storyAs } from '#test/router/network.ts'

export const fakeRouter = (kind: string): string => `node ${join(import.meta.dirname, 'fake-router.mjs')} ${kind} {topology}`
export const ourRouter = `node ${join(import.meta.dirname, '../../../cli/hopproof.mjs')} router --config {toml}`

export function storyConfiguration(net = someNet()): DutConfiguration {
  return { as: onLoopback(storyAs, '192.168.', net), id: 'brA', master: masterKey, scmpAuthentication: true, bfd: false }
}

export async function runDut(command: string, more: Partial<DutOptions> = {}): Promise<Dut> {
  const dut = await startDut({ command, configuration: storyConfiguration(), ...more })
  onTestFinished(() => dut.stop())
  return dut
}
