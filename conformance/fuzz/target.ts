/** Routers under test on loopback addresses of this run alone. */
import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { type Dut, startDut } from '../dut/dut.ts'
import { ears, responderPort, type Site } from './site.ts'
import { type Ground, sitesOn } from './sites.ts'

export const createSites = async (): Promise<Site[]> => sitesOn(await findGround())

/** A 127.x.y.0/24 and ports of ::1 that nobody else is likely to use. */
async function findGround(): Promise<Ground> {
  const net = `127.${randomInt(64, 255)}.${randomInt(0, 255)}`
  // Below the ports that the system gives to whoever asks for any.
  const port = 20_000 + 100 * randomInt(0, 100)
  return {
    net,
    hearsResponder: await isFree(`${net}.40`, responderPort),
    ipv6Port: (await isFree('::1', port)) ? port : undefined,
  }
}

const isFree = (address: string, port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.close()
      resolve(true)
    })
  })

/** milliseconds for which an output may be later than the sentinel: what is lost is tried again, and a router may drop much */
const graceMs = 150

/** Throws `UserError`, `EnvironmentError`. */
export async function startTarget(command: string, site: Site): Promise<Dut> {
  const { as, routerId: id, master, scmpAuthentication } = site
  const dut = await startDut({ command, configuration: { as, id, master, scmpAuthentication, bfd: false }, graceMs })
  try {
    await dut.open(...ears(site))
    return dut
  } catch (error) {
    await dut.stop()
    throw error
  }
}
