import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Closes secrets that must be read again (a password of a mail server) before they are kept in the database. */
export type Seal = {
  close(secret: string): string
  /** Undefined where it was closed with another key, or changed since. */
  open(closed: string): string | undefined
}

const CIPHER = 'aes-256-gcm'
const NONCE = 12
const TAG = 16

/** Seals with a key made from these words: AES-256-GCM, a nonce of its own each time. */
export function sealWith(words: string): Seal {
  const key = createHash('sha256').update(`baton seal\n${words}`).digest()
  return {
    close: (secret) => {
      const nonce = randomBytes(NONCE)
      const cipher = createCipheriv(CIPHER, key, nonce)
      const closed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return `1.${Buffer.concat([nonce, cipher.getAuthTag(), closed]).toString('base64url')}`
    },
    open: (closed) => {
      try {
        const bytes = Buffer.from(closed.replace(/^1\./, ''), 'base64url')
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE))
        decipher.setAuthTag(bytes.subarray(NONCE, NONCE + TAG))
        return decipher.update(bytes.subarray(NONCE + TAG), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}

/** The seal of an application, made when it is first needed: by the key it is given, else by the one in its home. */
export function sealFor(secretKey: string | undefined, home: string | undefined): () => Seal {
  let made: Seal | undefined
  return () => {
    made ??= sealWith(secretKey ?? (home ? keyIn(home) : randomBytes(32).toString('hex')))
    return made
  }
}

/** The key of an installation, in a file of its own that is no part of a backup; made where there is none. */
function keyIn(home: string): string {
  const path = join(home, 'secret.key')
  mkdirSync(home, { recursive: true })
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' })
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  }
  return readFileSync(path, 'utf8')
}
