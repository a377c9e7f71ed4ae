/** The parts of the benchmark, in the order they run and print. */
import { cryptoSection } from './crypto.ts'
import { proofsSection } from './proofs.ts'
import { routerSection } from './router.ts'
import type { Section } from './section.ts'
import { simSection } from './sim.ts'
import { udpSection } from './udp.ts'
import { wireSection } from './wire.ts'

export const sections: readonly Section[] = [wireSection, cryptoSection, routerSection, udpSection, simSection, proofsSection]
