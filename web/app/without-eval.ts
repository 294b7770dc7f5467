import { config } from 'zod'

/** The contracts try whether they may write code at run time; the policy of our pages says no, so they are told before the first is made. */
config({ jitless: true })
