import { type Query, sendForFile } from './call.ts'

/** Asks for a file and saves it under the name it comes with. Throws what `call` throws. */
export async function download(path: string, query: Query, body: unknown): Promise<void> {
  const { content, name } = await sendForFile({ method: 'POST', path, query, body })
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
