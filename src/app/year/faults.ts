/** What can be wrong in the simulated year; each can be planted alone. */
export const FAULTS = ['slow-function', 'ping-pong', 'starved-region', 'late-contact'] as const
export type Fault = (typeof FAULTS)[number]

/** How many times longer the slow group waits than its peers. */
export const SLOW = 3
/** How many times longer whoever gets all of the starved region lets it wait. */
export const SWAMPED = 3
/** Of what one of the pair holds, so much goes to and fro. */
export const TO_AND_FRO = 0.65

export const WIN = {
  'new-customer': 0.42,
  'existing-customer': 0.6,
  'major-project': 0.32,
  /** Decoy: of what comes from exhibitions little is won, whoever holds it. */
  exhibition: 0.13,
} as const

/** How likely a website lead is won that was first contacted after so many working minutes. */
export function wonWhenLate(minutes: number): number {
  return 0.04 + 0.72 * Math.exp(-minutes / 320)
}

export const LIKELY_FROM_WEBSITE = 0.42

const SENTENCES: Readonly<Record<Fault, { zh: string; en: string }>> = {
  'slow-function': {
    zh: `华南技术支持组慢：拿到商机后等待的时间是其他组的 ${SLOW} 倍`,
    en: `technical support South is slow: what it gets waits ${SLOW} times as long as with its peers`,
  },
  'ping-pong': {
    zh: '华北有两位销售把商机互相推来推去',
    en: 'two salespeople of the North hand opportunities to and fro',
  },
  'starved-region': {
    zh: '西部的分派规则只找得到一个人：他超负荷，其余落到池管理员手里等待',
    en: 'the rule of the West finds one person only: they are swamped, the rest waits with the keeper',
  },
  'late-contact': {
    zh: '官网来的新客户，首次联系越晚赢率越低',
    en: 'new customers from the website are won the less the later they are first contacted',
  },
}

/** A fault in a sentence. */
export function faultSaid(fault: Fault, language: 'zh' | 'en'): string {
  return SENTENCES[fault][language]
}

/** What looks like a fault and is none. */
export const DECOYS: readonly { zh: string; en: string; who?: 'newcomer' }[] = [
  {
    zh: '展会商机赢率低，但谁来做都一样低；华北的展会商机多',
    en: 'exhibitions are won seldom, but equally seldom by everybody; the North has many of them',
  },
  {
    zh: '华东的新人商机少、运气差，一单未赢',
    en: 'a newcomer in the East has few opportunities and bad luck: none is won',
    who: 'newcomer',
  },
  {
    zh: '客户成功部手上很多，但反应很快',
    en: 'customer success has much in hand and is quick all the same',
  },
]
