/** What a person is told. */
import { UserError } from '#wire/error.ts'

/** Message and hint of the `UserError`; `undefined` where nothing is refused. */
export function refusal(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof UserError) return error.text
    throw error
  }
}
