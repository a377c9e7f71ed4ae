/** Every folder explains itself in a README; every source has a test that mirrors it. */
import { posix } from 'node:path'
import ts from 'typescript'
import { type Finding, type Source, type TidyRule, topFolder } from './repo.ts'

export const maxReadmeLines = 60

export const readmes: TidyRule = {
  name: `every folder has a README of at most ${maxReadmeLines} lines`,
  find: repo =>
    [...new Set(repo.files.map(topFolder))].filter(Boolean).flatMap(folder => {
      const path = `${folder}/README.md`
      const text = repo.read(path)
      if (text === undefined) return [{ path, text: 'is missing: purpose, picture, files in reading order, what it may import' }]
      const lines = text.replace(/\n$/, '').split('\n').length
      return lines > maxReadmeLines ? [{ path, text: `${lines} lines, at most ${maxReadmeLines}` }] : []
    }),
}

/** Files a README names in backquotes: `path.ts`, `rules/mac.ts`, `wire/path.ts`. */
export const readmesNameRealFiles: TidyRule = {
  name: 'READMEs name files that exist',
  find: repo =>
    repo.files
      .filter(path => path.endsWith('README.md'))
      .flatMap(path => {
        const named = [...repo.read(path)!.matchAll(/`#?([\w./-]+\.ts)`/g)].map(m => m[1]!)
        const unknown = named.filter(name => !repo.files.some(f => f === name || f.endsWith(`/${name}`)))
        return [...new Set(unknown)].map(name => ({ path, text: `names ${name}, which is not there` }))
      }),
}

/** "[text](target)" in documents; a target on the web is not looked at. */
export const linksLeadToFiles: TidyRule = {
  name: 'links in documents lead to files',
  find: repo =>
    repo.files
      .filter(path => path.endsWith('.md'))
      .flatMap(path => {
        const targets = [...repo.read(path)!.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(m => m[1]!).filter(target => !/^[a-z]+:/.test(target))
        const dead = targets.filter(target => {
          const file = posix.join(posix.dirname(path), target)
          return !repo.files.some(f => f === file || f.startsWith(`${file.replace(/\/$/, '')}/`))
        })
        return [...new Set(dead)].map(target => ({ path, text: `links to ${target}, which is not there` }))
      }),
}

/** bench/ has one test that runs every section. */
const mirrored = ['wire', 'crypto', 'topology', 'router', 'control', 'host', 'sim', 'emulate', 'conformance', 'proofs', 'cli']

export const mirrorTests: TidyRule = {
  name: 'every source with code has a test that mirrors it',
  find: repo =>
    repo.sources
      .filter(s => mirrored.includes(s.folder) && hasCode(s))
      .filter(s => !['test', 'long', 'system'].some(kind => repo.files.includes(mirrorOf(s.path, kind))))
      .map((s): Finding => ({ path: s.path, text: `has no ${mirrorOf(s.path, 'test')} (nor .long.ts, .system.ts)` })),
}

const mirrorOf = (path: string, kind: string): string => `test/${path.replace(/\.ts$/, `.${kind}.ts`)}`

/** A file of types alone is checked by the compiler. */
const hasCode = (source: Source): boolean =>
  source.tree.statements.some(s => !(ts.isInterfaceDeclaration(s) || ts.isTypeAliasDeclaration(s) || ts.isImportDeclaration(s)))
