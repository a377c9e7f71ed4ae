/** Every mutant of a specification: each operator at every place where it alters something. */
import { type Alteration, operators } from './operators.ts'
import { type Definition, definitionsOf, type Token } from './tokens.ts'

export interface Mutant {
  /** the operator of the specification that is altered */
  readonly definition: string
  readonly operator: string
  readonly line: number
  readonly before: string
  readonly after: string
  /** of the whole module */
  readonly text: string
}

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
  return { ...of, line, before: text.slice(start, end), after, text: text.slice(0, start) + after + text.slice(end) }
}
