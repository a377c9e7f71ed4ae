/** A small specification, a table of checks on it, and a TLC that finds what its configuration says. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BridgeCheck, Check, TlcCheck } from '#proofs/checks/check.ts'
import type { Tools } from '#proofs/checks/run-check.ts'
import { fakeProgram } from '../engines/fakes.ts'

const claim = { theorems: ['T1'], claim: 'it is so', operators: ['Inv'], bounds: 'small', code: [], tests: [] }

export const tlcCheck = (fields: Partial<TlcCheck> = {}): TlcCheck => ({
  ...claim,
  ...{ id: 'a', engine: 'tlc', module: 'M', config: 'C', expected: 'holds' },
  ...fields,
})

export const bridgeCheck = (run: BridgeCheck['run'], fields: Partial<BridgeCheck> = {}): BridgeCheck => ({
  ...claim,
  ...{ id: 'bridge', engine: 'replay', modules: ['M'], expected: 'holds', run },
  ...fields,
})

/** Modules M, which extends N, and configurations C (holds) and BUG (violates Inv). */
export function writeSpec(folder: string): void {
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text)
  write('M.tla', '---- MODULE M ----\nEXTENDS N, Integers\n====\n')
  write('N.tla', '---- MODULE N ----\nVARIABLE x\n====\n')
  write('C.cfg', 'says holds\n')
  write('BUG.cfg', 'says violated\n')
}

/** As TLC with -tool: what the configuration in its folder says. `states` of them; a dump of them names its configuration. */
export function fakeTlc(folder: string, states = 7): Tools {
  const say = (code: number, severity: number, text: string): string =>
    `echo '@!@!@STARTMSG ${code}:${severity} @!@!@'; echo '${text}'; echo '@!@!@ENDMSG ${code} @!@!@'`
  const java = fakeProgram(
    folder,
    'java',
    `while [ $# -gt 0 ]; do if [ "$1" = -dump ]; then cat *.cfg > "$2"; fi; shift; done
${say(2262, 0, 'TLC2 Version 2.15 of Day Month 20?? (rev: d5b5a7f)')}
if grep -q violated *.cfg; then ${say(2110, 1, 'Invariant Inv is violated.')}; code=12; else ${say(2193, 0, 'No error has been found.')}; code=0; fi
${say(2199, 0, `${states} states generated, ${states} distinct states found, 0 states left on queue.`)}
exit $code`,
  )
  return { tlc: { java, jar: 'the.jar' }, apalache: undefined }
}

export const noTools: Tools = { tlc: undefined, apalache: undefined }

export const ids = (checks: readonly Check[]): string[] => checks.map(c => c.id)
