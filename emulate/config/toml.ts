/** TOML as data with places: the files of the reference's programs. */
import { parse, TomlError } from 'smol-toml'
import { type Value, wrapData } from '#topology/document.ts'
import { UserError } from '#wire/error.ts'

/** Throws `UserError` with line and column. */
export function parseToml(text: string, file: string): Value {
  try {
    return wrapData(parse(text), file)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    // The first line says what is wrong, the others draw the place.
    const [reason] = error.message.replace('Invalid TOML document: ', '').split('\n')
    throw new UserError(`is not TOML: ${reason}`, undefined, { file, line: error.line, column: error.column })
  }
}
