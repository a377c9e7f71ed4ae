/** A file of at most 400 lines, a function of at most 60. Recorded data (`test/.../data/`) is no code. */
import ts from 'typescript'
import { type Finding, findingAt, nodesOf, type Source, type TidyRule } from './repo.ts'

export const maxFileLines = 400
export const maxFunctionLines = 60

const countLines = (text: string): number => text.replace(/\n$/, '').split('\n').length

const isData = (path: string): boolean => /^test\/.*\/data\//.test(path)

export const fileSizes: TidyRule = {
  name: `files of at most ${maxFileLines} lines`,
  find: repo =>
    repo.sources
      .filter(s => !isData(s.path) && countLines(s.text) > maxFileLines)
      .map(s => ({ path: s.path, text: `${countLines(s.text)} lines, at most ${maxFileLines}: it should have been split` })),
}

export const functionSizes: TidyRule = {
  name: `functions of at most ${maxFunctionLines} lines`,
  find: repo => repo.sources.filter(s => !isData(s.path)).flatMap(longFunctions),
}

const longFunctions = (source: Source): Finding[] =>
  [...nodesOf(source.tree)].flatMap(node => {
    if (!ts.isFunctionLike(node) || isSuite(node)) return []
    const lines = countLines(node.getText(source.tree))
    return lines <= maxFunctionLines ? [] : [findingAt(source, node, `a function of ${lines} lines, at most ${maxFunctionLines}`)]
  })

/** The callback of `describe(...)` or `describeWith(...)` is a list of tests, not a function to be read at once. */
const isSuite = (node: ts.Node): boolean => ts.isCallExpression(node.parent) && /^describe/.test(node.parent.expression.getText())
