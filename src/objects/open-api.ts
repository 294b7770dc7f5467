import type { FieldDefinition, ObjectDefinition } from './definition.ts'
import { kindOf } from './fields/index.ts'
import type { Registry } from './metadata.ts'

type Json = Record<string, unknown>

/** The addresses of every object with its own fields, custom ones included, and the shapes of its records. */
export function objectPaths(registry: Registry): {
  paths: Record<string, Json>
  schemas: Record<string, Json>
} {
  const paths: Record<string, Json> = {}
  const schemas: Record<string, Json> = {}
  for (const object of registry.objects.values()) {
    const name = schemaName(object)
    schemas[name] = recordSchema(object)
    if (!object.closed) schemas[`${name}Input`] = inputSchema(object)
    paths[`/${object.plural}`] = collectionPath(object, name)
    paths[`/${object.plural}/{id}`] = recordPath(object, name)
  }
  return { paths, schemas }
}

function collectionPath(object: ObjectDefinition, name: string): Json {
  const list = {
    summary: `A page of ${object.pluralLabel.en}`,
    parameters: ['filter', 'q', 'sort', 'limit', 'cursor', 'fields'].map((each) => ({
      name: each,
      in: 'query',
      required: false,
      schema: { type: each === 'limit' ? 'integer' : 'string' },
    })),
    responses: {
      200: answer({
        type: 'object',
        required: ['items'],
        properties: { items: { type: 'array', items: pointer(name) }, next: { type: 'string' } },
      }),
      default: REFUSED,
    },
  }
  if (object.closed) return { get: list }
  const create = {
    summary: `Makes a record: ${object.label.en}`,
    parameters: [header('Idempotency-Key', false)],
    requestBody: body(`${name}Input`),
    responses: { 201: answer(pointer(name)), default: REFUSED },
  }
  return { get: list, post: create }
}

function recordPath(object: ObjectDefinition, name: string): Json {
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  const get = {
    summary: `One record: ${object.label.en}`,
    parameters: [id],
    responses: { 200: answer(pointer(name)), default: REFUSED },
  }
  if (object.closed) return { get }
  const parameters = [id, header('If-Match', true), header('Idempotency-Key', false)]
  return {
    get,
    patch: {
      summary: `Changes the given fields: ${object.label.en}`,
      parameters,
      requestBody: body(`${name}Input`),
      responses: { 200: answer(pointer(name)), default: REFUSED },
    },
    delete: {
      summary: `Takes out of every list: ${object.label.en}`,
      parameters,
      responses: { 204: { description: 'Done' }, default: REFUSED },
    },
  }
}

function recordSchema(object: ObjectDefinition): Json {
  const own = object.fields.map((field) => [field.name, described(field, kindOf(field).schema(field).read)])
  return {
    type: 'object',
    required: ['id', 'version'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      version: { type: 'integer' },
      ...Object.fromEntries(own),
    },
  }
}

function inputSchema(object: ObjectDefinition): Json {
  const own = object.fields
    .filter((field) => !field.readOnly)
    .map((field) => [field.name, described(field, kindOf(field).schema(field).write)])
  return { type: 'object', additionalProperties: false, properties: Object.fromEntries(own) }
}

function described(field: FieldDefinition, schema: Json): Json {
  return { ...schema, title: field.label.en, description: field.label.zh }
}

function schemaName(object: ObjectDefinition): string {
  return object.name.replace(/(^|-)([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase())
}

function pointer(name: string): Json {
  return { $ref: `#/components/schemas/${name}` }
}

function answer(schema: Json): Json {
  return { description: 'Done', content: { 'application/json': { schema } } }
}

function body(name: string): Json {
  return { required: true, content: { 'application/json': { schema: pointer(name) } } }
}

function header(name: string, required: boolean): Json {
  return { name, in: 'header', required, schema: { type: 'string' } }
}

const REFUSED = {
  description: 'Refused',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}
