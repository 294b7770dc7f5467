import type { zh } from './messages.zh.ts'

export const en: typeof zh = {
  'refusal.network.unreachable':
    'The server cannot be reached. Check your connection and try again; what you entered is still here.',
  'refusal.network.no-answer': 'The server is not answering just now. Try again in a moment.',
  'refusal.http.fault':
    'Something went wrong and nothing was saved. Try again; if it persists, give your administrator the request number.',
  'refusal.http.invalid-input': 'Some of what you entered is not right. Check it and submit again.',
  'refusal.http.not-json': 'The request could not be read. Reload the page and try again.',
  'refusal.http.too-large': 'This is too large; at most {bytes} bytes are taken.',
  'refusal.http.broken-form': 'The upload broke off. Send it again.',
  'refusal.http.wrong-content-type': 'This kind of content is not taken here.',
  'refusal.http.not-found': 'There is nothing here. It may have been deleted, or the address is wrong.',
  'refusal.http.not-signed-in': 'Please sign in first.',
  'refusal.http.cross-site':
    'The request did not come from a page of this system and was refused. Reload the page and try again.',
  'refusal.http.if-match-missing':
    'The change did not say which version it was based on. Reload the page and try again.',
  'refusal.http.idempotency-key-reused':
    'This submission was mixed up with an earlier one. Reload the page and try again.',
  'refusal.http.already-done': 'This was submitted already. Reload to see the result.',
  'refusal.http.busy': 'The system is busy. Try again in {seconds} {seconds|second|seconds}.',
  'refusal.http.cannot-store':
    'The server’s disk is full or read-only; nothing can be saved. Tell the administrator, and try again in {seconds} {seconds|second|seconds}.',
}
