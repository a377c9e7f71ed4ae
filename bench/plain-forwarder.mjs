// What node:dgram can do without a router: each datagram that comes in at the first socket leaves by the second.
// Arguments: local and remote "IP port" of either.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/** @param {readonly string[]} addresses */
async function open([ip, port, peerIp, peerPort]) {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 })
  socket.bind(Number(port), ip)
  await once(socket, 'listening')
  socket.connect(Number(peerPort), peerIp)
  await once(socket, 'connect')
  return socket.on('error', () => {})
}

const [first, second] = [await open(process.argv.slice(2, 6)), await open(process.argv.slice(6, 10))]
first.on('message', bytes => second.send(bytes))
process.stdout.write('ready\n')
