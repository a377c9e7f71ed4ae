#!/usr/bin/env node
// Entry of `npx hopproof`: a bundle of JavaScript made of the sources. Where it cannot be made, and for --debug, whose stacks name our lines,
// the sources themselves: for those Node 20 needs tsx, which is registered for every version.
import { pathToFileURL } from 'node:url'
import { bundle } from '../emulate/program/bundle.mjs'

const debug = process.argv.includes('--debug') || Boolean(process.env.HOPPROOF_DEBUG)
const file = debug ? undefined : await bundle()
if (file === undefined) (await import('tsx/esm/api')).register()
await import(file === undefined ? './main.ts' : pathToFileURL(file).href)
