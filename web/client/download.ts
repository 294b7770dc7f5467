import { type Query, queryText } from './call.ts'
import { ApiProblem, problemFrom } from './problem.ts'

/** Asks for a file and saves it under the name it comes with. Throws `ApiProblem` as `call` does. */
export async function download(path: string, query: Query, body: unknown): Promise<void> {
  const answer = await fetch(`/api/v1${path}${queryText(query)}`, {
    method: 'POST',
    headers: { 'x-baton-csrf': '1', 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  }).catch(() => {
    throw new ApiProblem('network.unreachable', 0)
  })
  if (!answer.ok) throw problemFrom(answer.status, await answer.json().catch(() => undefined))
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1]
  const url = URL.createObjectURL(await answer.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = named ? decodeURIComponent(named) : ''
  link.click()
  URL.revokeObjectURL(url)
}
