/** Words and signs people write for a currency, lower case, half width. Codes themselves are accepted as they are. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  CNY: ['rmb', 'cnh', '元', '人民币', '人民币元', '元人民币', '元整', '块', 'cn¥', 'yuan'],
  USD: ['us$', 'usd$', '美元', '美金', 'dollars', 'us dollars'],
  HKD: ['hk$', '港元', '港币', '港幣'],
  TWD: ['nt$', '台币', '新台币', '新台幣', 'ntd'],
  MOP: ['mop$', '澳门元', '澳门币'],
  EUR: ['€', '欧元', '歐元', 'euro', 'euros'],
  GBP: ['£', '英镑', '英鎊', 'pounds'],
  JPY: ['jp¥', '日元', '日圆', '円', 'yen'],
  KRW: ['₩', '韩元', '韩币', '韩圆'],
  SGD: ['s$', 'sg$', '新加坡元', '新币', '坡币'],
  AUD: ['a$', 'au$', '澳元', '澳币'],
  CAD: ['c$', 'ca$', '加元', '加币'],
  NZD: ['nz$', '新西兰元', '纽元'],
  CHF: ['瑞士法郎', '瑞郎', 'fr'],
  INR: ['₹', '卢比', 'rs'],
  THB: ['฿', '泰铢'],
  VND: ['₫', '越南盾'],
  RUB: ['₽', '卢布'],
  MYR: ['rm', '林吉特', '马币'],
  BRL: ['r$', '雷亚尔'],
  PHP: ['₱'],
  IDR: ['rp', '印尼盾'],
  AED: ['迪拉姆'],
}

/** Active codes of ISO 4217. Source: data/iso_currencies. */
const ISO_CODES = new Set(
  [
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF',
    'CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP',
    'GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT',
    'LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR',
    'NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN',
    'SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD',
    'XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XTS XUA XXX YER ZAR ZMW ZWG',
  ]
    .join(' ')
    .split(' '),
)

const DOLLARS = ['USD', 'HKD', 'TWD', 'SGD', 'AUD', 'CAD', 'NZD', 'MOP', 'MXN', 'BND', 'FJD', 'JMD']

const CODE_OF = new Map(
  Object.entries(WORDS).flatMap(([code, words]) => words.map((word): [string, string] => [word, code])),
)

/**
 * The ISO 4217 code a word, sign or code names: `元` → CNY, `us$` → USD. `expected` settles `$` and `¥`.
 * Undefined for what names none.
 */
export function currencyNamed(word: string, expected?: string): string | undefined {
  const text = word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s:.]+/g, ' ')
    .trim()
  if (text === '$') return expected !== undefined && DOLLARS.includes(expected) ? expected : 'USD'
  if (text === '¥') return expected === 'JPY' ? 'JPY' : 'CNY'
  const known = CODE_OF.get(text) ?? CODE_OF.get(text.replace(/ /g, ''))
  if (known) return known
  const code = /^([a-z]{3})(?: ?[$¥€£])?$/.exec(text)?.[1]?.toUpperCase()
  return code !== undefined && ISO_CODES.has(code) ? code : undefined
}

/** True for an active code of ISO 4217, upper case. */
export function isCurrencyCode(code: string): boolean {
  return ISO_CODES.has(code)
}
