/**
 * Where the draft and the reference differ, or we differ from one of them on purpose, the code says `Divergence:` in a comment. Here these
 * are gathered into docs/divergences.md, with what other implementations fail of the conformance suite; a test fails while that file is stale, `npm run docs` writes it anew.
 */
import { parse } from 'yaml'
import type { Repo, Source, TidyRule } from './repo.ts'

export interface Divergence {
  readonly path: string
  readonly text: string
}

export const divergencesFile = 'docs/divergences.md'

const mark = 'Divergence: '

/** The words of a line that is all comment; `undefined` for any other line and at the end of a comment. */
function commentWords(line: string | undefined): string | undefined {
  const words = line === undefined ? undefined : /^\s*(?:\/\/|\/\*\*?|\*(?!\/))\s?(.*)$/.exec(line)?.[1]
  return words?.trim()
}

const isComment = (before: string): boolean => /(?:\/\/|\/?\*+)\s/.test(before)

/** From the mark to the end of its paragraph; behind code, to the end of the line. */
function divergencesOf(source: Source): Divergence[] {
  const lines = source.text.split('\n')
  return lines.flatMap((line, i) => {
    const at = line.indexOf(mark)
    if (at < 0 || !isComment(line.slice(0, at))) return []
    const rest = commentWords(line) === undefined ? [] : paragraphAfter(lines.slice(i + 1))
    return [{ path: source.path, text: [line.slice(at + mark.length), ...rest].join(' ').replace(/\s*\*\/.*$/, '') }]
  })
}

function paragraphAfter(lines: readonly string[]): string[] {
  const end = lines.findIndex(line => {
    const words = commentWords(line)
    return words === undefined || words === '' || words.startsWith('@') || words.startsWith(mark)
  })
  return lines.slice(0, end < 0 ? lines.length : end).map(line => commentWords(line)!)
}

/** Where another implementation fails conformance cases, each with its reason. */
const knownFailuresOf = (repo: Repo): Divergence[] =>
  repo.files
    .filter(path => /^conformance\/known\/.*\.yaml$/.test(path))
    .flatMap(path => {
      const { failures } = parse(repo.read(path)!) as { readonly failures: readonly { readonly id: string; readonly reason: string }[] }
      return failures.map(({ id, reason }) => ({ path, text: `\`${id}\`: ${reason}` }))
    })

export const gatherDivergences = (repo: Repo): Divergence[] =>
  [...repo.sources.filter(s => s.folder !== 'test').flatMap(divergencesOf), ...knownFailuresOf(repo)].sort((a, b) =>
    a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
  )

const introduction = `# Divergences

Where draft-dekater-scion-dataplane and the reference implementation differ, or we differ from one of them on purpose.
Gathered from the \`Divergence:\` comments in the sources, and from conformance/known/, by \`npm run docs\`; do not edit.
`

export function renderDivergences(divergences: readonly Divergence[]): string {
  const paths = [...new Set(divergences.map(d => d.path))]
  const section = (path: string): string => {
    const items = divergences.filter(d => d.path === path).map(d => `- ${d.text}`)
    return `\n## [${path}](../${path})\n\n${items.join('\n')}\n`
  }
  return introduction + paths.map(section).join('')
}

export const divergencesAreCurrent: TidyRule = {
  name: `${divergencesFile} holds the divergences of the sources`,
  find: repo =>
    repo.read(divergencesFile) === renderDivergences(gatherDivergences(repo))
      ? []
      : [{ path: divergencesFile, text: 'is stale: run npm run docs' }],
}
