import { z } from 'zod'

/**
 * How a rule chooses out of those who fit. `value-fair` is fair in money, not in number; `conversion-weighted` weighs by what each
 * won of such opportunities, within stated bounds; `best-of-batch` divides what comes together as a whole by the best fit.
 */
export const STRATEGIES = [
  'weighted-round-robin',
  'least-loaded',
  'value-fair',
  'conversion-weighted',
  'best-of-batch',
  'manual',
] as const
export type Strategy = (typeof STRATEGIES)[number]

/** What of a person a field of the opportunity is compared with. */
export const MATCHED = ['skills', 'territories', 'department', 'functions'] as const
/** A field of the opportunity whose value must be among what the person has: `product.series` among the skills. */
export const match = z.strictObject({ field: z.string().min(1).max(120), person: z.enum(MATCHED) })

/** What happens to the place of somebody who is away or has too much while others take turns. */
export const TURNS = ['keep', 'accrue', 'forgo'] as const
export const LOAD_BY = ['count', 'units'] as const
export const STICKY = ['account', 'contact-details'] as const

/** How weights follow what each won: bounds as multiples of the person's own weight; plain below `atLeast` closed ones. */
export const conversion = z.strictObject({
  /** Closed within so many days. */
  days: z.int().min(7).max(1095),
  atLeast: z.int().min(1).max(1000),
  least: z.number().min(0.1).max(1),
  most: z.number().min(1).max(10),
})
export type ConversionSettings = z.infer<typeof conversion>

/**
 * The rule holds only for a share of what its condition holds for, always for the same ones; the others are routed as if it were not
 * there. `replaces` names the rule it is tried instead of, in Chinese; null where there was none.
 */
export const trial = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  share: z.number().gt(0).max(1),
  replaces: z.string().max(200).nullable(),
})
export type Trial = z.infer<typeof trial>

const days = z.int().min(0).max(3650)
/** What a rule says besides its condition, candidates, strategy and the limits open and a day; older plans have the usual values. */
export const ruleSettings = {
  /** At most so many in an ISO week of the company's zone. */
  weekCap: z.int().min(0).nullable().default(null),
  /** At most so many units of work in hand. */
  unitCap: z.number().min(0).max(1_000_000).nullable().default(null),
  /** Least loaded: by the number in hand, or by the units of work of their stages. */
  loadBy: z.enum(LOAD_BY).default('count'),
  /** Whoever holds, or held within `stickyDays`, one of the same customer comes first. */
  sticky: z.enum(STICKY).nullable().default(null),
  stickyDays: days.default(90),
  turns: z.enum(TURNS).default('keep'),
  /** Where `turns` is `accrue`: at most so many turns are made up for. */
  accrueCap: z.number().min(0).max(100).default(3),
  /** Value-fair: what one without an amount in the company's currency counts; null: the median of what was routed. */
  assumedAmount: z.number().min(0).max(1e12).nullable().default(null),
  conversion: conversion.default({ days: 180, atLeast: 20, least: 0.5, most: 2 }),
  trial: trial.nullable().default(null),
}
export type RuleSettings = z.infer<z.ZodObject<typeof ruleSettings>>

/** The settings of a rule that says nothing of them. */
export const USUAL_RULE: RuleSettings = z.object(ruleSettings).parse({})
