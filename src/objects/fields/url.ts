import { textKind } from './plain.ts'

/** A web address: http or https, or a bare host such as `www.example.com`. Nothing a click would run. */
export const url = textKind({
  type: 'url',
  most: 2000,
  problem(value) {
    const address = /^https?:\/\//i.test(value) ? value : `https://${value}`
    if (/\s/.test(value) || !URL.canParse(address)) return 'not-a-url'
    const { hostname, username, password } = new URL(address)
    // What stands before an @ is a name, or a program: `javascript:alert(1)%2f%2f@example.com`.
    return isHost(hostname) && username === '' && password === '' ? undefined : 'not-a-url'
  },
})

function isHost(name: string): boolean {
  return name.includes('.') && !name.startsWith('.') && !name.endsWith('.')
}
