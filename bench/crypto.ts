/** The hop-field MAC: one at a time, and a batch of blocks in one call of the cipher. */
import { createHopMac, hopMac, writeMacBlock } from '#crypto/mac.ts'
import type { Section } from './section.ts'

const batch = 64
const timestampS = 1_800_000_000

export const cryptoSection: Section = {
  name: 'crypto',
  cases() {
    const mac = createHopMac(Uint8Array.from({ length: 16 }, (_, i) => i))
    const blocks = new Uint32Array(4 * batch)
    const writeBatch = (): void => {
      for (let i = 0; i < batch; i++) writeMacBlock(mac, blocks, 4 * i, i, timestampS, 63, 1, 2)
    }
    return [
      {
        name: 'hop MAC, one at a time',
        operations: batch,
        run() {
          for (let i = 0; i < batch; i++) hopMac(mac, i, timestampS, 63, 1, 2)
        },
      },
      {
        name: `hop MAC, ${batch} blocks a call`,
        operations: batch,
        run() {
          writeBatch()
          mac.cipher.encryptBlocks(blocks, batch)
        },
      },
      { name: 'write the block to encrypt', operations: batch, run: writeBatch },
    ]
  },
}
