// A process of `hopproof sim sweep`: on Node 20 TypeScript needs tsx.
import { register } from 'tsx/esm/api'

register()
const { serve } = await import('./sweep-worker.ts')
serve(process)
