// Routers that are none, for the tests of what drives routers: fake-router.mjs echo|hang|silent|exit|late TOPOLOGY
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'

const [kind, file = ''] = process.argv.slice(2)
if (kind === 'exit') {
  console.error('no such licence')
  process.exit(4)
}
const { border_routers } = JSON.parse(readFileSync(file, 'utf8'))
const { internal_addr, interfaces } = border_routers.brA
const locals = [internal_addr, ...Object.values(interfaces).map(i => i.underlay.local)]
let heard = 0
for (const local of kind === 'silent' ? [] : locals) {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, { address, port }) => {
    heard++
    // Sentinels come back; after a command in a packet it crashes, or says nothing any more.
    if (bytes.equals(Buffer.from('crash'))) process.exit(7)
    if (bytes.equals(Buffer.from('hang'))) heard = Number.NEGATIVE_INFINITY
    if (heard > 0) socket.send(bytes, port, address)
    if (bytes.equals(Buffer.from('twice'))) socket.send(bytes, port, address)
  })
  const colon = local.lastIndexOf(':')
  setTimeout(() => socket.bind(Number(local.slice(colon + 1)), local.slice(0, colon)), kind === 'late' ? 300 : 0)
}
setInterval(() => {}, 1000)
