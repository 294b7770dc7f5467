import { z } from 'zod'

export const text = z.object({ zh: z.string().min(1).max(200), en: z.string().min(1).max(200) })
export const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/)
export const condition = z.string().max(4000)
/** Only what people of these departments, or of those below them, hold; not said: what anybody holds. */
export const heldIn = z.array(z.uuid()).min(1).max(50).optional()
