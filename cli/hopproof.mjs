#!/usr/bin/env node
// Entry for `npx hopproof`: on Node 20 TypeScript needs tsx, so it is registered for every version.
import { register } from 'tsx/esm/api'

register()
await import('./main.ts')
