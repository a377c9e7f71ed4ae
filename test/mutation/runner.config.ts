/** vitest takes the default export of this file for its runner. */
export { MutantRunner as default } from './runner.ts'
