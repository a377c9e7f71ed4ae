import { UserError } from '#wire/error.ts'

/** The text of the `UserError` that it throws, on one line; paths in `folder` are relative to it. */
export function complaintOf(what: () => unknown, folder?: string): string {
  try {
    what()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const text = error.text.replace(/\n\s*hint: /, ' | ')
    return folder === undefined ? text : text.replaceAll(`${folder}/`, '').replaceAll(folder, '.')
  }
  return 'no complaint'
}
