/** Which UDP addresses are open where a process runs, as the kernel tells: so a program that does not say that it is ready is waited for. */
import { readFileSync } from 'node:fs'
import type { UnderlayAddress } from '#wire/actor.ts'
import { parseIp } from '#wire/ip.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

/** Is this address open in the process's namespace? */
export function isOpen(pid: number, address: UnderlayAddress): boolean {
  const { ip, port } = parseUnderlay(address)
  const file = `/proc/${pid}/net/${ip.includes(':') ? 'udp6' : 'udp'}`
  try {
    return openAddresses(readFileSync(file, 'utf8')).includes(`${kernelHex(ip)}:${port.toString(16).toUpperCase().padStart(4, '0')}`)
  } catch {
    return false
  }
}

/** The second column of the table: "0100007F:753A". */
const openAddresses = (table: string): string[] =>
  table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/)[1] ?? '')

/** Words of 32 bits as this machine has them, the least byte first. */
function kernelHex(ip: string): string {
  const { bytes } = parseIp(ip)!
  const words = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.slice(4 * i, 4 * i + 4).reverse())
  return words.map(word => Buffer.from(word).toString('hex').toUpperCase()).join('')
}
