/** `npm run mutants:spec`: every mutant of Router.tla put to the chosen cover; ends with 1 where one survives and nobody says why. */
import { parseArgs } from 'node:util'
import { objectionsTo, tableOf } from '#proofs/mutants/report.ts'
import { survivors } from '#proofs/mutants/survivors.ts'
import { UserError } from '#wire/error.ts'
import { runCommand } from './command.ts'
import { fatesOf, readCover, routerMutants } from './mutants.ts'
import { provideTlc } from './provision.ts'

async function main(): Promise<number> {
  const wanted = wantedIn(process.argv.slice(2))
  const mutants = routerMutants().filter(({ definition }) => wanted.test(definition))
  provideTlc(line => console.error(line))
  const onBatch = (known: number): void => console.error(`${known} of ${mutants.length}`)
  const fates = await fatesOf(
    mutants.map(m => m.text),
    readCover(),
    { onBatch },
  )
  const judged = mutants.map((mutant, i) => ({ mutant, fate: fates[i]! }))
  const objections = objectionsTo(judged, survivors)
  console.log([tableOf(judged), ...objections].join('\n'))
  return objections.length === 0 ? 0 : 1
}

function wantedIn(args: readonly string[]): RegExp {
  try {
    return new RegExp(parseArgs({ args: [...args], options: { only: { type: 'string' } } }).values.only ?? '')
  } catch (error) {
    throw new UserError(
      (error as Error).message,
      'npm run mutants:spec -- [--only REGEX]   the operators of Router.tla that are altered (all)',
    )
  }
}

await runCommand(main)
