/** Sees to it that what a control service learns is on disk: trust at once, beacons and segments soon, however many come. */
import type { ControlEventName } from '#control/events.ts'
import type { Stores } from '#control/state.ts'
import type { Credential } from '#control/trust/signer.ts'
import { insertChain } from '#control/trust/store.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { ControlDatabases } from '../config/control.ts'
import { explainSystemError } from '../environment.ts'
import { readState, type StateFile, type StateKind, type StateRecord, stateFileOf, writeState } from './state-file.ts'
import { beaconRecords, pathRecords, readBeaconRecord, readPathRecord, readTrustRecord, trustRecords } from './state-records.ts'

/** What a service before this one learnt beyond its configuration. */
export interface Learnt {
  readonly trcs: readonly SignedTrc[]
  readonly credentials: readonly Credential[]
}

export interface Keeper {
  /** Something has happened that may have changed what is to be kept. */
  noted(event: ControlEventName): void
  /** Writes what has not been. */
  stop(): void
}

export interface KeeperConfig {
  readonly isdAs: IsdAs
  readonly databases: ControlDatabases
  /** those of the service now */
  readonly stores: () => Stores
  readonly credentials: readonly Credential[]
  /** unix seconds */
  nowS(): number
  /** told once when a file takes no more, and once when it does again */
  log(level: 'info' | 'error', text: string): void
}

const fileOf = (isdAs: IsdAs, databases: ControlDatabases, kind: StateKind): StateFile => ({
  ...{ kind, isdAs, path: stateFileOf(databases[kind]) },
})

/** Puts beacons, segments and chains into the stores. What cannot be read is put aside, and `warn` is told. */
export function restore(
  { isdAs, databases }: Pick<KeeperConfig, 'isdAs' | 'databases'>,
  stores: Stores,
  nowS: number,
  warn: (text: string) => void,
): Learnt {
  const trcs: SignedTrc[] = []
  const credentials: Credential[] = []
  for (const record of readState(fileOf(isdAs, databases, 'trust'), readTrustRecord, warn)) {
    if ('trc' in record) trcs.push(record.trc)
    else if ('credential' in record) credentials.push(record.credential)
    else insertChain(stores.trusted, record.chain)
  }
  for (const put of readState(fileOf(isdAs, databases, 'beacon'), readBeaconRecord, warn)) put(stores, nowS)
  for (const put of readState(fileOf(isdAs, databases, 'path'), readPathRecord, warn)) put(stores, nowS)
  return { trcs, credentials }
}

const changes: Readonly<Partial<Record<ControlEventName, StateKind>>> = {
  ...{ trcLearnt: 'trust', chainLearnt: 'trust', renewed: 'trust', issued: 'trust' },
  ...{ accepted: 'beacon', ended: 'path', stored: 'path', hiddenStored: 'path' },
}
/** These cannot be had again. */
const precious: ReadonlySet<ControlEventName> = new Set(['trcLearnt', 'renewed'])

const soonMs = 1000
/** Writing takes at most this share of the time. */
const share = 1 / 20

/** Every file is written once; throws `EnvironmentError` that names the key where it cannot be. */
export function createKeeper(config: KeeperConfig): Keeper {
  const { trust, beacon, path } = createWriters(config)
  const writers = { trust, beacon, path }
  for (const [kind, writer] of Object.entries(writers)) {
    try {
      writer.write()
    } catch (error) {
      throw explainSystemError(error, `the file of [${kind}_db] connection, ${stateFileOf(config.databases[kind as StateKind])},`)
    }
  }
  return {
    noted(event) {
      const kind = changes[event]
      if (kind === undefined) return
      if (precious.has(event)) writers[kind].now()
      else writers[kind].soon()
    },
    stop() {
      for (const writer of Object.values(writers)) writer.stop()
    },
  }
}

interface Writer {
  /** Throws the system's errors. */
  write(): void
  now(): void
  soon(): void
  stop(): void
}

function createWriters({ isdAs, databases, stores, credentials, nowS, log }: KeeperConfig): Record<StateKind, Writer> {
  const writer = (kind: StateKind, records: () => Iterable<StateRecord>): Writer =>
    createWriter(() => writeState(fileOf(isdAs, databases, kind), records(), kind === 'trust'), stateFileOf(databases[kind]), log)
  return {
    trust: writer('trust', () => trustRecords(stores().trusted, credentials, nowS())),
    beacon: writer('beacon', () => beaconRecords(stores())),
    path: writer('path', () => pathRecords(stores())),
  }
}

function createWriter(write: () => void, name: string, log: KeeperConfig['log']): Writer {
  let timer: NodeJS.Timeout | undefined
  let tookMs = 0
  let failing = false
  function now(): void {
    clearTimeout(timer)
    timer = undefined
    const start = performance.now()
    try {
      write()
      if (failing) log('info', `${name} is written again`)
      failing = false
    } catch (error) {
      if (!failing) log('error', `${name} cannot be written, what is learnt now is lost at a restart: ${(error as Error).message}`)
      failing = true
    }
    tookMs = performance.now() - start
  }
  return {
    write,
    now,
    soon() {
      if (timer === undefined) timer = setTimeout(now, Math.max(soonMs, tookMs / share)).unref()
    },
    stop() {
      if (timer !== undefined) now()
    },
  }
}
