/** Where to go after signing in: an address of our own pages, else the start. A foreign address is never followed. */
export function wayBack(to: string | undefined): string {
  return to && /^\/(?![/\\])/.test(to) && !to.startsWith('/sign-in') ? to : '/'
}
