/** Entry of `hopproof`: parse, run, and turn whatever goes wrong into a message and an exit code. */
import { explainFailure } from './failure.ts'
import { warn } from './output.ts'
import { createProgram } from './program.ts'

// The reader of our output has gone (`| head`): nothing is left to do, and that is no error.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })

const program = await createProgram(process.argv.slice(2))

function fail(error: unknown): void {
  const failure = explainFailure(error, program.opts().debug === true || Boolean(process.env.HOPPROOF_DEBUG))
  if (failure.text !== '') warn(failure.text)
  process.exitCode = failure.exitCode
}

process.on('uncaughtException', error => {
  fail(error)
  process.exit()
})

try {
  await program.parseAsync()
} catch (error) {
  fail(error)
}
