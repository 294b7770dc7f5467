import { textKind } from './plain.ts'

/** A web address: http or https, or a bare host such as `www.example.com`. Nothing a click would run. */
export const url = textKind({
  type: 'url',
  most: 2000,
  problem(value) {
    const address = /^https?:\/\//i.test(value) ? value : `https://${value}`
    const right = !/\s/.test(value) && URL.canParse(address) && isHost(new URL(address).hostname)
    return right ? undefined : 'not-a-url'
  },
})

function isHost(name: string): boolean {
  return name.includes('.') && !name.startsWith('.') && !name.endsWith('.')
}
