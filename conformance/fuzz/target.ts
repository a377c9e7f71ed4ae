/** Routers under test on loopback addresses of this run alone. */

import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { type Dut, startDut } from '../dut/dut.ts'
import { ears, responderPort, type Site, sitesAt } from './site.ts'

/** The sites on a 127.x.y.0/24 that nobody else is likely to use. */
export async function createSites(): Promise<Site[]> {
  const net = `127.${randomInt(64, 255)}.${randomInt(0, 255)}`
  return sitesAt(net, await isFree(`${net}.40`, responderPort))
}

const isFree = (address: string, port: number): Promise<boolean> =>
  new Promise(resolve => {
    const socket = createSocket('udp4')
    socket.once('error', () => {
      socket.close()
      resolve(false)
    })
    socket.bind({ address, port, exclusive: true }, () => {
      socket.close()
      resolve(true)
    })
  })

/** Throws `UserError`, `EnvironmentError`. */
export async function startTarget(command: string, site: Site): Promise<Dut> {
  const { as, routerId: id, master, scmpAuthentication } = site
  const dut = await startDut({ command, configuration: { as, id, master, scmpAuthentication, bfd: false } })
  try {
    await dut.open(...ears(site))
    return dut
  } catch (error) {
    await dut.stop()
    throw error
  }
}
