import { createUdp } from '#emulate/io/udp.ts'
import { testPacketIo } from './packet-io-suite.ts'

testPacketIo(createUdp)
