const FORM =
  /^(?:[^<>@"\\]{0,100} ?<([^\s<>@"\\]{1,64}@[a-z0-9.-]{1,190})>|([^\s<>@"\\]{1,64}@[a-z0-9.-]{1,190}))$/i

/** The address in `baton@example.com` or `Baton <baton@example.com>`; undefined where there is none. */
export function senderAddress(sender: string): string | undefined {
  const match = FORM.exec(sender)
  return match?.[1] ?? match?.[2]
}
