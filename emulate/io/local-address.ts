/** The address of this machine that packets to another one leave from: what its routing table says. */
import { createSocket } from 'node:dgram'
import type { UnderlayAddress } from '#wire/actor.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { explainSystemError } from '../environment.ts'

/** IP text. Nothing is sent. Throws `EnvironmentError`. */
export async function localAddressTowards(remote: UnderlayAddress): Promise<string> {
  const { ip, port } = parseUnderlay(remote)
  const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4')
  try {
    await new Promise<void>((resolve, reject) =>
      socket.connect(port, ip, ((error?: Error) => (error ? reject(error) : resolve())) as () => void),
    )
    return socket.address().address
  } catch (error) {
    throw explainSystemError(error, remote)
  } finally {
    socket.close()
  }
}
