import { en as client } from '../client/messages.en.ts'
import { en as identity } from '../features/identity/messages.en.ts'
import { en as kit } from '../kit/messages.en.ts'
import type { zh } from './all-messages.zh.ts'
import { en as shell } from './shell-messages.en.ts'

/** Every message in English; the compiler demands the keys of the Chinese ones. */
export const en: typeof zh = {
  ...kit,
  ...client,
  ...shell,
  ...identity,
}
