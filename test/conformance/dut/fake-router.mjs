// Routers that are none, for the tests of what drives routers: fake-router.mjs KIND TOPOLOGY [FILE]
//   echo sends all back; quiet and late-answer only sentinels; silent nothing; exit ends at once; late takes its time; once starts only once
import { createSocket } from 'node:dgram'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const [kind, topology = '', file = ''] = process.argv.slice(2)
if (kind === 'exit') {
  console.error('no such licence')
  process.exit(4)
}
if (kind === 'once') {
  if (existsSync(file)) process.exit(5)
  writeFileSync(file, '')
}
const { internal_addr, interfaces } = JSON.parse(readFileSync(topology, 'utf8')).border_routers.brA
const locals = [internal_addr, ...Object.values(interfaces).map(i => i.underlay.local)]
const isQuiet = kind === 'quiet' || kind === 'late-answer'
let hangs = false
for (const local of kind === 'silent' ? [] : locals) {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, { address, port }) => {
    const word = bytes.toString('latin1')
    if (word === 'crash') process.exit(7)
    if (word === 'hang') hangs = true
    if (word === 'later') setTimeout(() => socket.send(bytes, port, address), 30)
    if (!hangs && (!isQuiet || word.includes('hopproof'))) socket.send(bytes, port, address)
    if (word === 'twice') socket.send(bytes, port, address)
  })
  const colon = local.lastIndexOf(':')
  setTimeout(() => socket.bind(Number(local.slice(colon + 1)), local.slice(0, colon)), kind === 'late' ? 300 : 0)
}
setInterval(() => {}, 1000)
