/** How the commands of this folder end. */
import { UserError } from '#wire/error.ts'

/** Exit code: what `main` says, or 2 and a line for what the user can mend. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    console.error(`error: ${error.text}`)
    process.exitCode = 2
  }
}
