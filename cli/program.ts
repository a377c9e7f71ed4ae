/** The program `hopproof`: its commands, help and options. Every command is a module of its own, loaded when it is asked for. */
import { readFileSync } from 'node:fs'
import { Command } from 'commander'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** How each command registers itself, in the order of `--help`. */
const commands: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  address: async program => (await import('./tools/address.ts')).registerAddress(program),
  as: async program => (await import('./processes/as.ts')).registerAs(program),
  attack: async program => (await import('./sim/attack.ts')).registerAttack(program),
  compare: async program => (await import('./sim/compare.ts')).registerCompare(program),
  conform: async program => (await import('./conform/conform.ts')).registerConform(program),
  control: async program => (await import('./processes/control.ts')).registerControl(program),
  daemon: async program => (await import('./processes/daemon.ts')).registerDaemon(program),
  demo: async program => (await import('./demo.ts')).registerDemo(program),
  emulate: async program => (await import('./processes/emulate.ts')).registerEmulate(program, version),
  explain: async program => (await import('./explain/explain.ts')).registerExplain(program),
  host: async program => (await import('./processes/host.ts')).registerHost(program),
  judge: async program => (await import('./proofs/judge.ts')).registerJudge(program),
  paths: async program => (await import('./tools/paths.ts')).registerPaths(program),
  ping: async program => (await import('./tools/ping.ts')).registerPing(program),
  pki: async program => (await import('./pki/pki.ts')).registerPki(program),
  prove: async program => (await import('./proofs/prove.ts')).registerProve(program),
  router: async program => (await import('./processes/router.ts')).registerRouter(program),
  sim: async program => (await import('./sim/sim.ts')).registerSim(program, version),
  topo: async program => (await import('./topo/topo.ts')).registerTopo(program),
  traceroute: async program => (await import('./tools/traceroute.ts')).registerTraceroute(program),
}

const examples = `
Examples:
  $ hopproof conform run --dut 'router --config {toml}'    any SCION router through the conformance suite
  $ hopproof conform fuzz --dut 'router --config {toml}' -n 100000     any SCION router against ours, with generated packets
  $ hopproof conform vectors recorded.json       replay recorded vectors, show each difference
  $ hopproof explain lab.pcap --frame 3 --topology gen     every field, every hop, every rule: which one stops it and why
  $ hopproof explain path network.topo alice bob          which ways are paths, and why the others are none
  $ hopproof sim run examples/scenarios/link-cut.yaml     what happens, and does it come as expected?
  $ hopproof compare runs/here runs/there        simulated and real: do they come to the same?
  $ hopproof emulate netns network.topo          the network in real time, a namespace for each node, and a prompt like Mininet's
  $ hopproof topo check network.topo             is this network legal? what breaks it, and where?
  $ hopproof topo configure network.topo --out gen     configuration, keys and certificates of every program of a network
  $ hopproof as --config gen/ASff00_0_110        an AS on real sockets: routers, control services, daemon; also each alone
  $ hopproof attack try network.topo forgedMac alice bob   which router refuses it, by which rule?
  $ hopproof attack run valley-path              an attack of the gallery, with the guard that stops it on and off; also list
  $ hopproof prove network.topo --attacker 1-ff00:0:111    can any packet, however made, break path authorisation?
  $ hopproof judge runs/here                     is what routers logged (--trace) what the model says?
  $ hopproof pki testcrypto network.topo --out gen     keys, certificates and TRCs of a network, as scion-pki lays them out
  $ hopproof ping network.topo alice bob -c 3    beacon a simulated network and ping in it; also traceroute, paths
  $ hopproof ping 1-ff00:0:111,10.0.0.1 --sciond 127.0.0.1:30255 -c 3     from this machine, in a real network

Exit codes: 0 done, 1 the answer is no, 2 usage or input error, 3 environment or peer unavailable, 127 unsupported case.
`

/**
 * A fresh program. `words` are what was typed: the command they name is the only one loaded; where they name none (help, a misspelt one)
 * all are. Errors are thrown (`CommanderError`, `UserError`), never exits.
 */
export async function createProgram(words: readonly string[] = []): Promise<Command> {
  const program = new Command('hopproof')
    .description('A SCION-style network whose every hop is checked: simulate it, look into it, test other routers with it.')
    .version(version, '-V, --version', 'print the version')
    .option('--debug', 'show the stack of an unexpected error (also HOPPROOF_DEBUG=1)')
    .addHelpText('after', examples)
    .showHelpAfterError('(--help shows what can be said here)')
    .exitOverride()
  const named = words.find(word => !word.startsWith('-')) ?? ''
  const wanted = Object.hasOwn(commands, named) ? [commands[named]!] : Object.values(commands)
  for (const register of wanted) await register(program)
  return program
}
