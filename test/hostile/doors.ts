import type { Application } from '../../src/app/application.ts'

export type Schema = Readonly<Record<string, unknown>>
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One way in, as the served description tells it. */
export type Door = {
  name: string
  method: Method
  /** Below `/api/v1`, parameters as `{name}`. */
  path: string
  open: boolean
  parameters: readonly { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Schema }[]
  /** The shape of the body; undefined where there is none or it is no JSON. */
  body: Schema | undefined
}

type Described = {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
type Operation = {
  parameters?: Door['parameters']
  security?: unknown[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

/** Every way into an application, from the description it serves to the asker. */
export async function doorsOf(
  { http }: Application,
  headers: Record<string, string>,
): Promise<{ doors: Door[]; schemas: Described['components']['schemas'] }> {
  const answer = await http.inject({ url: '/api/openapi.json', headers })
  const { paths, components } = answer.json<Described>()
  const doors = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => doorOf(method.toUpperCase() as Method, path, operation)),
  )
  return { doors, schemas: components.schemas }
}

function doorOf(method: Method, path: string, operation: Operation): Door {
  return {
    name: `${method} ${path}`,
    method,
    path,
    open: operation.security?.length === 0,
    parameters: operation.parameters ?? [],
    body: operation.requestBody?.content['application/json']?.schema,
  }
}

/** Names of the parameters of a path. */
export function placesIn(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
}
