/** What rows of several layers speak of, in the same words. */

/** Bounds of the layers above Router.tla, where nothing else is said. */
export const oneBad = 'eight ASes, one bad with its key known, paths of any length'

/** All rules of the router: `code` and `tests` of a row. */
export const everyRule = {
  code: ['router/rules.ts'],
  tests: ['test/router/stories.test.ts', 'test/router/authenticated-bits.test.ts'],
}

/** The rules of one file of router/rules, without .ts: `code` and `tests` of a row. */
export const rulesIn = (file: string): typeof everyRule => ({
  code: [`router/rules/${file}.ts`],
  tests: [`test/router/rules/${file}.test.ts`],
})

/** The identifier of a check, after its configuration or rule: `dataplane-bug-nomac`, `router-bug-mac-is-valid`. */
export const idOf = (layer: string, name: string): string =>
  `${layer}-${name
    .replace(/[a-z](?=[A-Z])/g, '$&-')
    .replaceAll('_', '-')
    .toLowerCase()}`
