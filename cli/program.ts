/** The program `hopproof`: its commands, help and options. Every command is a module of its own that registers itself here. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { registerAddress } from './address.ts'
import { registerAttack } from './attack.ts'
import { registerConform } from './conform.ts'
import { registerDemo } from './demo.ts'
import { registerExplain } from './explain.ts'
import { registerPaths } from './paths.ts'
import { registerPing } from './ping.ts'
import { registerPki } from './pki.ts'
import { registerRouter } from './router.ts'
import { registerSim } from './sim.ts'
import { registerTopo } from './topo.ts'
import { registerTraceroute } from './traceroute.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const examples = `
Examples:
  $ hopproof conform vectors recorded.json       replay recorded vectors, show each difference
  $ hopproof explain lab.pcap --frame 3 --topology gen     every field, every hop, every rule: which one stops it and why
  $ hopproof explain path network.topo alice bob          which ways are paths, and why the others are none
  $ hopproof sim run examples/scenarios/link-cut.yaml     what happens, and does it come as expected?
  $ hopproof topo check network.topo             is this network legal? what breaks it, and where?
  $ hopproof router --config gen/ASff00_0_110 --id br1     a border router on real sockets
  $ hopproof attack network.topo forgedMac alice bob   which router refuses it, by which rule?
  $ hopproof pki testcrypto network.topo --out gen     keys, certificates and TRCs of a network, as scion-pki lays them out
  $ hopproof ping network.topo alice bob -c 3    beacon a simulated network and ping in it; also traceroute, paths

Exit codes: 0 done, 1 the answer is no, 2 usage or input error, 3 environment or peer unavailable, 127 unsupported case.
`

/** A fresh program. Errors are thrown (`CommanderError`, `UserError`), never exits. */
export function createProgram(): Command {
  const program = new Command('hopproof')
    .description('A SCION-style network whose every hop is checked: simulate it, look into it, test other routers with it.')
    .version(version, '-V, --version', 'print the version')
    .option('--debug', 'show the stack of an unexpected error (also HOPPROOF_DEBUG=1)')
    .addHelpText('after', examples)
    .showHelpAfterError('(--help shows what can be said here)')
    .exitOverride()
  registerAddress(program)
  registerAttack(program)
  registerConform(program)
  registerDemo(program)
  registerExplain(program)
  registerPaths(program)
  registerPing(program)
  registerPki(program)
  registerRouter(program)
  registerSim(program, version)
  registerTopo(program)
  registerTraceroute(program)
  return program
}
