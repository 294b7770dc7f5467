import { z } from 'zod'

export const text = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })
export const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
export const condition = z.string().max(4000)
