/**
 * Protobuf services described in code, spelt nearly as in a .proto file, for the library that speaks gRPC. What is read and written is typed by
 * the description itself, so that nothing is generated and nothing is said twice.
 *
 *   fields by their names in code: `sourceIsdAs: [1, 'uint64']` is `uint64 source_isd_as = 1`
 *   types: scalars, 'repeated T', 'map<string, T>', 'map<uint64, T>', messages and enums of the description, Timestamp, Duration, Empty
 */
import { create, createFileRegistry, type DescService } from '@bufbuild/protobuf'
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_timestamp,
  FieldDescriptorProto_Label as Label,
  ServiceDescriptorProtoSchema,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'
import { assert } from '#wire/error.ts'

type Fields = Readonly<Record<string, readonly [number: number, type: string]>>

export interface Description {
  /** "proto.daemon.v1" */
  readonly package: string
  readonly service: string
  /** "Paths": what it takes and what it gives */
  readonly methods: Readonly<Record<string, readonly [request: string, response: string]>>
  readonly messages: Readonly<Record<string, Fields>>
  /** the full names of values, by number */
  readonly enums: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export interface SecondsAndNanos {
  readonly seconds: bigint
  readonly nanos: number
}

interface Scalars {
  readonly uint64: bigint
  readonly uint32: number
  readonly bool: boolean
  readonly string: string
  readonly bytes: Uint8Array
  readonly float: number
}

interface WellKnown {
  readonly Timestamp: SecondsAndNanos
  readonly Duration: SecondsAndNanos
  readonly Empty: object
}

type ValueOf<D extends Description, T extends string> = T extends keyof Scalars
  ? Scalars[T]
  : T extends `repeated ${infer E}`
    ? readonly ValueOf<D, E>[]
    : T extends `map<${string}, ${infer E}>`
      ? Readonly<Record<string, ValueOf<D, E>>>
      : T extends keyof D['enums']
        ? number
        : MessageOf<D, T>

type IsMessage<D extends Description, T extends string> = T extends keyof D['messages'] | keyof WellKnown ? true : false
type Names<D extends Description, F extends Fields, Message> = {
  [K in keyof F]: IsMessage<D, F[K][1]> extends Message ? K : never
}[keyof F]

/** A message of a description: fields that hold messages may be absent. */
export type MessageOf<D extends Description, T extends string> = T extends keyof WellKnown
  ? WellKnown[T]
  : T extends keyof D['messages']
    ? { readonly [K in Names<D, D['messages'][T], false>]: ValueOf<D, D['messages'][T][K][1]> } & {
        readonly [K in Names<D, D['messages'][T], true>]?: ValueOf<D, D['messages'][T][K][1]>
      }
    : never

type Method<D extends Description> = keyof D['methods']
export type RequestOf<D extends Description, M extends Method<D>> = MessageOf<D, D['methods'][M][0]>
export type ResponseOf<D extends Description, M extends Method<D>> = MessageOf<D, D['methods'][M][1]>

const scalars: Readonly<Record<string, Type>> = {
  uint64: Type.UINT64,
  uint32: Type.UINT32,
  bool: Type.BOOL,
  string: Type.STRING,
  bytes: Type.BYTES,
  float: Type.FLOAT,
} satisfies Record<keyof Scalars, Type>

const wellKnownFiles = [file_google_protobuf_timestamp, file_google_protobuf_duration, file_google_protobuf_empty]
const wellKnown = ['Timestamp', 'Duration', 'Empty']

/** What the library needs to speak the protocol. */
export function serviceOf(d: Description): DescService {
  const file = create(FileDescriptorProtoSchema, {
    name: `${d.package}.proto`,
    package: d.package,
    syntax: 'proto3',
    dependency: wellKnownFiles.map(f => f.proto.name),
    messageType: Object.entries(d.messages).map(([name, fields]) => messageOf(d, name, fields)),
    enumType: Object.entries(d.enums).map(([name, values]) =>
      create(EnumDescriptorProtoSchema, { name, value: Object.entries(values).map(([value, number]) => ({ name: value, number })) }),
    ),
    service: [
      create(ServiceDescriptorProtoSchema, {
        name: d.service,
        method: Object.entries(d.methods).map(([name, [request, response]]) => ({
          name,
          inputType: fullName(d, request),
          outputType: fullName(d, response),
        })),
      }),
    ],
  })
  const service = createFileRegistry(file, name => wellKnownFiles.find(f => f.proto.name === name)).getService(`${d.package}.${d.service}`)
  assert(service !== undefined, `${d.service} is in its own file`)
  return service
}

const fullName = (d: Description, name: string): string => (wellKnown.includes(name) ? `.google.protobuf.${name}` : `.${d.package}.${name}`)

function messageOf(d: Description, name: string, fields: Fields): DescriptorProto {
  const nestedType: DescriptorProto[] = []
  const field = Object.entries(fields).map(([local, [number, type]]) => {
    const map = /^map<(\w+), (\w+)>$/.exec(type)
    if (map === null) return fieldOf(d, local, number, type)
    // A map is a list of entries {1 key, 2 value}.
    const entry = `${local[0]!.toUpperCase()}${local.slice(1)}Entry`
    const entryFields = [fieldOf(d, 'key', 1, map[1]!), fieldOf(d, 'value', 2, map[2]!)]
    nestedType.push(create(DescriptorProtoSchema, { name: entry, field: entryFields, options: { mapEntry: true } }))
    return fieldOf(d, local, number, `repeated ${name}.${entry}`)
  })
  return create(DescriptorProtoSchema, { name, field, nestedType })
}

function fieldOf(d: Description, jsonName: string, number: number, text: string): FieldDescriptorProto {
  const name = jsonName.replace(/[A-Z]/g, c => `_${c.toLowerCase()}`)
  const element = text.replace('repeated ', '')
  const type = scalars[element] ?? (element in d.enums ? Type.ENUM : Type.MESSAGE)
  const label = element === text ? Label.OPTIONAL : Label.REPEATED
  const typeName = type === Type.ENUM || type === Type.MESSAGE ? { typeName: fullName(d, element) } : {}
  return create(FieldDescriptorProtoSchema, { name, jsonName, number, type, label, ...typeName })
}
