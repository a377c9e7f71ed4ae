/** What must not outlive this process, however it ends but by kill -9: children, folders. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const duties = new Set<() => void>()

/** Runs `duty` when this process ends, also by a signal; returns the function that takes it back. */
export function atEnd(duty: () => void): () => void {
  if (duties.size === 0) listen()
  duties.add(duty)
  return () => {
    duties.delete(duty)
    if (duties.size === 0) stopListening()
  }
}

function listen(): void {
  process.on('exit', fulfil)
  for (const signal of signals) process.on(signal, endBySignal)
}

function stopListening(): void {
  process.off('exit', fulfil)
  for (const signal of signals) process.off(signal, endBySignal)
}

function fulfil(): void {
  for (const duty of duties) duty()
  duties.clear()
}

/** As the signal would have ended it, had nobody listened. */
function endBySignal(signal: NodeJS.Signals): void {
  fulfil()
  stopListening()
  process.kill(process.pid, signal)
}
