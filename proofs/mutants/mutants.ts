/** Every mutant of a specification: each operator at every place where it alters something. */
import { type Alteration, operators } from './operators.ts'
import { type Definition, definitionsOf, type Token } from './tokens.ts'

export interface Mutant {
  /** the operator of the specification that is altered */
  readonly definition: string
  readonly operator: string
  readonly line: number
  /** the line, or lines, as they are now, without the space before and behind */
  readonly altered: string
  /** of the whole module */
  readonly text: string
}

/** No two of Router.tla have the same. */
export const nameOf = ({ definition, altered }: Pick<Mutant, 'definition' | 'altered'>): string => `${definition}: ${altered}`

/** `only`: the definitions that are altered; default all. */
export function mutantsOf(text: string, only: (definition: string) => boolean = () => true): Mutant[] {
  const found = definitionsOf(text)
    .filter(({ name }) => only(name))
    .flatMap(definition => alterationsIn(definition, text))
  // Two operators may say the same: it counts once.
  return [...new Map(found.map(mutant => [mutant.text, mutant])).values()].filter(mutant => mutant.text !== text)
}

const alterationsIn = ({ name, body }: Definition, text: string): Mutant[] =>
  body.flatMap((_, i) =>
    operators.flatMap(operator =>
      operator
        .at(body, i, (from, to) => text.slice(body[from]!.start, body[to - 1]!.end))
        .map(alteration => mutant(text, { definition: name, operator: operator.name }, body, alteration)),
    ),
  )

function mutant(
  text: string,
  of: Pick<Mutant, 'definition' | 'operator'>,
  body: readonly Token[],
  { from, to, text: after }: Alteration,
): Mutant {
  const [start, end] = [body[from]!.start, body[to - 1]!.end]
  const line = text.slice(0, start).split('\n').length
  const mutated = text.slice(0, start) + after + text.slice(end)
  const lineEnd = mutated.indexOf('\n', start + after.length)
  const altered = mutated.slice(text.lastIndexOf('\n', start) + 1, lineEnd < 0 ? undefined : lineEnd).trim()
  return { ...of, line, altered, text: mutated }
}
