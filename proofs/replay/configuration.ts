/** What a configuration of Router.tla says of its network: MC_Router_*.cfg, and the module whose definitions it names. */
import { plain, readTla, type TlaValue } from '#proofs/engines/tla.ts'
import { UserError } from '#wire/error.ts'
import type { Constants } from './network.ts'

/** Throws `UserError` where a constant is missing, or a rule is off: routers with all their rules replay. */
export function readConstants(configuration: string, module: string, file?: string): Constants {
  const constant = (name: string): TlaValue => {
    const text = new RegExp(`^\\s*${name}\\s*=(.*)$`, 'm').exec(configuration)?.[1] ?? defined(name)
    if (text === undefined)
      throw new UserError(`${name} is not given`, 'a configuration of Router.tla', file === undefined ? undefined : { file })
    return plain(readTla(text, file === undefined ? {} : { file }))
  }
  const defined = (name: string): string | undefined => {
    const definition = new RegExp(`^\\s*${name}\\s*<-\\s*(\\w+)`, 'm').exec(configuration)?.[1]
    return definition && new RegExp(`^${definition} == (.*)$`, 'm').exec(module)?.[1]
  }
  if ((constant('Off') as readonly TlaValue[]).length > 0) throw new UserError('a configuration with rules left out is not replayed')
  return {
    // The types of Router.tla.
    downLinks: constant('DownLinks') as unknown as Constants['downLinks'],
    downSiblings: constant('DownSiblings') as unknown as Constants['downSiblings'],
    leaked: constant('Leaked') as unknown as Constants['leaked'],
    forgedTags: constant('ForgedTags') as unknown as Constants['forgedTags'],
    sentAt: constant('SentAt') as number,
  }
}
