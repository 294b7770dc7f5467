/**
 * What came of sending something to somebody else's server. `later`: it did not go, or nobody knows whether it did; `waitSeconds` is
 * how long that server wants to be left alone. `never`: it would not go the next time either. `answer` is in its own words.
 */
export type Outcome =
  | { kind: 'sent'; answer: string }
  | { kind: 'later'; answer: string; waitSeconds?: number }
  | { kind: 'never'; answer: string }

const MOST = 300

/** A server's words on one line, of a length that can be shown and kept; `secrets` do not stand in it. */
export function answerOf(text: unknown, secrets: readonly (string | null | undefined)[] = []): string {
  let line = String(text instanceof Error ? text.message : text)
    .slice(0, 4 * MOST)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
  for (const secret of secrets) if (secret && secret.length > 3) line = line.replaceAll(secret, '***')
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line
}
