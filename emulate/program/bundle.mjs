/**
 * hopproof as a few files of JavaScript: it starts in a tenth of the time that compiling its sources at every start takes, and in half the memory,
 * since a command reads the files it needs and no others. Made when it is first needed, kept until a source changes. This file is JavaScript
 * because it runs before TypeScript can.
 */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ownRoot = fileURLToPath(new URL('../..', import.meta.url))
/** Loaded when asked for, from where they are installed: one brings machine code, one a compiler, one its own loader. */
const separate = /^(koffi|esbuild|tsx\/.*)$/
/** no part of the program */
const otherFolders = ['test', 'bench']
/** Who runs from a bundle may read of it later: only those are forgotten that are older than a day. */
const keptMs = 24 * 3600 * 1000

/**
 * The bundle of `cli/main.ts` with the sources as they are now. Many processes may ask for it at once.
 * @param {string} root of the sources
 * @param {readonly string[]} folders where it may lie; the first that may be written is taken
 * @returns {Promise<string | undefined>} its entry; nothing where it cannot be made: no esbuild, no folder to write to, a source that is wrong
 */
export async function bundle(root = ownRoot, folders = ownFolders()) {
  const name = stateOfSources(root)
  const places = folders.map(folder => join(folder, name))
  const made = places.find(place => isUsable(root, place))
  if (made !== undefined) return entryOf(made)
  const files = await compile(root).catch(() => [])
  if (files.length === 0) return undefined
  const kept = places.find(place => {
    keep(place, files)
    return isUsable(root, place)
  })
  return kept && entryOf(kept)
}

/** @param {string} place */
const entryOf = place => join(place, 'main.mjs')

/**
 * Outside of our folder only what this user has made: with sudo, the home may be another's.
 * @param {string} root
 * @param {string} place
 */
const isUsable = (root, place) =>
  existsSync(entryOf(place)) && (!relative(root, place).startsWith('..') || statSync(place).uid === process.getuid?.())

const ownFolders = () => [
  join(ownRoot, 'node_modules/.cache/hopproof'),
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hopproof'),
]

/**
 * Names, sizes and times of everything a bundle is made of.
 * @param {string} root
 */
function stateOfSources(root) {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const folders = Object.keys(imports).map(name => name.slice(1, -2))
  const sources = folders
    .filter(name => !otherFolders.includes(name) && existsSync(join(root, name)))
    .flatMap(name => sourcesIn(root, name))
  const hash = createHash('sha256').update(root)
  for (const path of ['package.json', 'package-lock.json', ...sources]) {
    const stats = statSync(join(root, path), { throwIfNoEntry: false })
    hash.update(`${path} ${stats?.size} ${stats?.mtimeMs}\n`)
  }
  return hash.digest('hex').slice(0, 16)
}

/**
 * @param {string} root
 * @param {string} folder
 */
const sourcesIn = (root, folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(ts|mjs|json)$/.test(name))
    .sort()
    .map(name => join(folder, name))

/** @param {string} root */
async function compile(root) {
  const { build } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [join(root, 'cli/main.ts')],
    absWorkingDir: root,
    outdir: root,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'silent',
    banner: {
      js: `import { createRequire as requireFrom } from 'node:module'\nconst require = requireFrom(${urlText(join(root, 'package.json'))})`,
    },
    plugins: [{ name: 'places', setup: build => keepPlaces(root, build) }],
  })
  return outputFiles.map(({ path, contents }) => ({ name: relative(root, path), contents }))
}

/**
 * What lies beside a source (package.json, a program in Python) or is not in the bundle is found from the bundle too.
 * @param {string} root
 * @param {import('esbuild').PluginBuild} build
 */
function keepPlaces(root, build) {
  build.onResolve({ filter: separate }, async ({ path, kind, pluginData }) => {
    if (pluginData === 'resolving') return undefined
    const found = await build.resolve(path, { kind, resolveDir: root, pluginData: 'resolving' })
    return found.errors.length > 0 ? { path, external: true } : { path: pathToFileURL(found.path).href, external: true }
  })
  build.onLoad({ filter: /\.(ts|mjs)$/ }, ({ path }) => {
    const contents = readFileSync(path, 'utf8').replaceAll(/import\.meta\.url/g, urlText(path))
    return { contents, loader: path.endsWith('.ts') ? 'ts' : 'js' }
  })
}

/** @param {string} path */
const urlText = path => JSON.stringify(pathToFileURL(path).href)

/**
 * Written beside and renamed, so that nobody sees half of it; who comes second finds it there.
 * @param {string} place
 * @param {readonly { name: string, contents: Uint8Array }[]} files
 */
function keep(place, files) {
  const beside = `${place}.${randomUUID()}`
  try {
    mkdirSync(beside, { recursive: true })
    for (const file of files) writeFileSync(join(beside, file.name), file.contents)
    renameSync(beside, place)
    forget(dirname(place))
  } catch {
    if (existsSync(beside)) rmSync(beside, { recursive: true, force: true })
  }
}

/** @param {string} folder */
function forget(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const madeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (madeMs < Date.now() - keptMs) rmSync(path, { recursive: true, force: true })
  }
}
