import { zh as client } from '../client/messages.zh.ts'
import { zh as identity } from '../features/identity/messages.zh.ts'
import { zh as kit } from '../kit/messages.zh.ts'
import { zh as shell } from './shell-messages.zh.ts'

/** Every message in Chinese, the source of the keys. A feature adds its line here and in `all-messages.en.ts`. */
export const zh = {
  ...kit,
  ...client,
  ...shell,
  ...identity,
}

type All = typeof zh

declare module '../kit/text.tsx' {
  interface Messages extends All {}
}
