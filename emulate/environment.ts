/** What the machine refuses: a port in use, a right we lack, an address that is not here. Says what to do; `hopproof` exits 3. */
import { EnvironmentError } from '#wire/error.ts'

export { EnvironmentError }

const troubles: Readonly<Record<string, readonly [text: string, hint: string]>> = {
  EADDRINUSE: ['is in use', 'does it run already? "ss -lnp" shows who holds the address'],
  EADDRNOTAVAIL: ['is no address of this machine', 'add it ("ip addr add"), run in the namespace that has it, or correct topology.json'],
  EACCES: ['is not for you to open', 'ports below 1024 need root or CAP_NET_BIND_SERVICE'],
  EPERM: ['is not for you to open', 'ports below 1024 need root or CAP_NET_BIND_SERVICE'],
  EAFNOSUPPORT: ['is of an IP version this machine does not speak', 'is IPv6 switched off?'],
  ENETUNREACH: ['cannot be reached', 'there is no route: "ip route get ADDRESS"'],
  EHOSTUNREACH: ['cannot be reached', 'there is no route: "ip route get ADDRESS"'],
  EMFILE: ['cannot be opened: too many open files', 'raise the limit with "ulimit -n"'],
}

/** `what`: "the internal socket 10.0.0.1:30042". Errors that are not the system's come back as they are. */
export function explainSystemError(error: unknown, what: string): unknown {
  const code = (error as NodeJS.ErrnoException).code
  if (!(error instanceof Error) || code === undefined) return error
  const [text, hint] = troubles[code] ?? [`cannot be opened (${code})`, undefined]
  return new EnvironmentError(`${what} ${text}`, hint)
}
