/**
 * Which BFD packets a session hears. Every failure is silent.   router/dataplane.go processBFD, router/bfd/session.go shouldDiscard; RFC 5880
 * section 6.8.6
 */
import {
  bfdDetectMult,
  bfdFlagBits,
  bfdFlags,
  bfdLength,
  bfdMyDiscriminator,
  bfdRequiredMinEchoRx,
  bfdSaidLength,
  bfdState,
  bfdStates,
  bfdVersion,
  bfdVersionOf,
  bfdYourDiscriminator,
} from '#wire/bfd.ts'
import type { Rule } from '../rule.ts'
import { refuse } from '../verdict.ts'

const clause = '#scion-bfd'

export const bfdSessionRuns: Rule = {
  name: 'bfdSessionRuns',
  clause,
  apply: ({ ingress }) => (ingress.session !== undefined ? undefined : refuse('bfdNotRunning')),
}

/** Nothing follows it: RFC 5880 would let it pass, the reference does not. */
export const bfdLengthFits: Rule = {
  name: 'bfdLengthFits',
  clause,
  apply({ bytes, payload }) {
    const left = bytes.length - payload
    return left >= bfdLength && bfdSaidLength(bytes, payload) === left ? undefined : refuse('bfdMalformed')
  },
}

/** All but "control plane independent" ask for what we do not do. */
const unsupportedFlags = 0x3f & ~bfdFlagBits.controlPlaneIndependent

/** Version 1 and plain asynchronous mode. */
export const bfdSupported: Rule = {
  name: 'bfdSupported',
  clause,
  apply({ bytes, payload }) {
    const isPlain = (bfdFlags(bytes, payload) & unsupportedFlags) === 0 && bfdRequiredMinEchoRx(bytes, payload) === 0
    return bfdVersionOf(bytes, payload) === bfdVersion && isPlain ? undefined : refuse('bfdUnsupported')
  },
}

/** Who is not down has heard us and says whom it heard; that it was us is not checked, there is one session a link. */
export const bfdFieldsPlausible: Rule = {
  name: 'bfdFieldsPlausible',
  clause,
  apply({ bytes, payload }) {
    const namesUs = bfdState(bytes, payload) <= bfdStates.down || bfdYourDiscriminator(bytes, payload) !== 0
    const plausible = namesUs && bfdDetectMult(bytes, payload) !== 0 && bfdMyDiscriminator(bytes, payload) !== 0
    return plausible ? undefined : refuse('bfdImplausible')
  },
}

export const bfdHeard: Rule = {
  name: 'bfdHeard',
  clause,
  apply: ({ ingress }) => ingress.hear,
}
