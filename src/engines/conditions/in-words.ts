import type { Language } from '../../kernel/text.ts'
import { type Comparison, type Condition, isNull, type Node, type Scalar } from './tree.ts'
import { termAt, type Vocabulary } from './vocabulary.ts'

type NameOf = (path: readonly string[], value: Scalar) => string | undefined

type Words = {
  and: string
  or: string
  compare: Readonly<Record<Comparison, string>>
  compareMoments: Readonly<Record<Comparison, string>>
  empty: string
  filled: string
  text: Readonly<Record<'startsWith' | 'endsWith' | 'contains', string>>
  oneOf: string
  not: (text: string) => string
  me: string
  today: string
  now: string
  yes: string
  no: string
  size: (text: string) => string
  span: (count: number, unit: 'day' | 'hour' | 'minute') => string
  shift: (text: string | undefined, span: string, earlier: boolean) => string
  each: (how: 'exists' | 'all', list: string, test: string) => string
  item: string
  always: string
  never: string
  nothing: string
  choice: (when: string, then: string, otherwise: string) => string
  list: string
  quote: (text: string) => string
}

const WORDS: Readonly<Record<Language, Words>> = {
  zh: {
    and: '且',
    or: '或',
    compare: { '==': '是', '!=': '不是', '<': '小于', '<=': '不大于', '>': '大于', '>=': '不小于' },
    compareMoments: { '==': '是', '!=': '不是', '<': '早于', '<=': '不晚于', '>': '晚于', '>=': '不早于' },
    empty: '为空',
    filled: '不为空',
    text: { startsWith: '开头是', endsWith: '结尾是', contains: '包含' },
    oneOf: '属于',
    not: (text) => `并非（${text}）`,
    me: '我',
    today: '今天',
    now: '现在',
    yes: '是',
    no: '否',
    size: (text) => `${text}的长度`,
    span: (count, unit) => `${count} ${{ day: '天', hour: '小时', minute: '分钟' }[unit]}`,
    shift: (text = '', span, earlier) => `${text}${text && ' '}${span}${earlier ? '前' : '后'}`,
    each: (how, list, test) => `${list}中${how === 'exists' ? '有一项' : '每一项'}满足（${test}）`,
    item: '该项',
    always: '总是',
    never: '从不',
    nothing: '空',
    choice: (when, then, otherwise) => `如果${when}则${then}，否则${otherwise}`,
    list: '、',
    quote: (text) => `“${text}”`,
  },
  en: {
    and: ' and ',
    or: ' or ',
    compare: {
      '==': ' is ',
      '!=': ' is not ',
      '<': ' is less than ',
      '<=': ' is at most ',
      '>': ' is more than ',
      '>=': ' is at least ',
    },
    compareMoments: {
      '==': ' is ',
      '!=': ' is not ',
      '<': ' is before ',
      '<=': ' is no later than ',
      '>': ' is after ',
      '>=': ' is no earlier than ',
    },
    empty: ' is empty',
    filled: ' is filled in',
    text: { startsWith: ' starts with ', endsWith: ' ends with ', contains: ' contains ' },
    oneOf: ' is one of ',
    not: (text) => `not (${text})`,
    me: 'me',
    today: 'today',
    now: 'now',
    yes: 'yes',
    no: 'no',
    size: (text) => `the length of ${text}`,
    span: (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'}`,
    shift(text, span, earlier) {
      if (text === undefined) return `${span} ${earlier ? 'ago' : 'from now'}`
      return `${span} ${earlier ? 'before' : 'after'} ${text}`
    },
    each: (how, list, test) => `${how === 'exists' ? 'some' : 'every one'} of ${list} (${test})`,
    item: 'it',
    always: 'always',
    never: 'never',
    nothing: 'nothing',
    choice: (when, then, otherwise) => `${then} if ${when}, otherwise ${otherwise}`,
    list: ', ',
    quote: (text) => `“${text}”`,
  },
}

/** The condition as a sentence. `nameOf` gives the name of an id or a choice, so that people read names. */
export function inWords(
  condition: Condition,
  vocabulary: Vocabulary,
  language: Language,
  nameOf: NameOf = () => undefined,
): string {
  return new Teller(vocabulary, language, nameOf).tell(condition.root, false)
}

class Teller {
  private readonly vocabulary: Vocabulary
  private readonly language: Language
  private readonly words: Words
  private readonly nameOf: NameOf

  constructor(vocabulary: Vocabulary, language: Language, nameOf: NameOf) {
    this.vocabulary = vocabulary
    this.language = language
    this.words = WORDS[language]
    this.nameOf = nameOf
  }

  tell(node: Node, nested: boolean): string {
    const { words } = this
    switch (node.op) {
      case 'and':
      case 'or': {
        const text = node.parts.map((part) => this.tell(part, true)).join(words[node.op])
        return nested ? (this.language === 'zh' ? `（${text}）` : `(${text})`) : text
      }
      case 'not':
        return words.not(this.tell(node.part, false))
      case 'compare':
        return this.comparison(node)
      case 'in-list':
        return `${this.tell(node.value, true)}${this.spaced(words.oneOf, this.listed(node))}`
      case 'in-field':
        return `${this.tell(node.field, true)}${words.text.contains}${this.scalar(node.field, node.value)}`
      case 'text':
        return `${this.tell(node.value, true)}${words.text[node.how]}${this.scalar(node.value, node.part)}`
      case 'each':
        return words.each(node.how, this.tell(node.field, true), this.tell(node.test, false))
      case 'has':
        return `${this.tell(node.value, true)}${words.filled}`
      case 'literal':
        return node.value === true ? words.always : words.never
      default:
        return this.value(node)
    }
  }

  private comparison({ how, left, right }: Extract<Node, { op: 'compare' }>): string {
    const { words } = this
    if (isNull(right)) return `${this.value(left)}${how === '==' ? words.empty : words.filled}`
    if (isNull(left)) return `${this.value(right)}${how === '==' ? words.empty : words.filled}`
    const signs = left.kind === 'day' || left.kind === 'instant' ? words.compareMoments : words.compare
    const after = this.spaced(signs[how], this.scalar(left, right))
    return this.spaced(this.scalar(right, left), after)
  }

  private listed({ value, list }: Extract<Node, { op: 'in-list' }>): string {
    return list.map((item) => this.scalar(value, item)).join(this.words.list) || this.words.nothing
  }

  /** Chinese sets a space between its characters and Latin letters or digits. */
  private spaced(before: string, after: string): string {
    const apart = this.language === 'zh' && (/[\w)]$/.test(before) || /^[-\w(]/.test(after))
    return apart ? `${before} ${after}` : `${before}${after}`
  }

  private value(node: Node): string {
    const { words } = this
    switch (node.op) {
      case 'field':
        return this.label(node.path)
      case 'literal':
        return this.scalar(node, node)
      case 'me':
      case 'today':
      case 'now':
        return words[node.op]
      case 'item':
        return words.item
      case 'arithmetic':
        return `${this.bracketed(node.left)} ${node.how} ${this.bracketed(node.right)}`
      case 'negative':
        return `-${this.bracketed(node.part)}`
      case 'size':
        return words.size(this.value(node.value))
      case 'shift':
        return this.shift(node)
      case 'if':
        return words.choice(this.tell(node.when, true), this.value(node.yes), this.value(node.no))
      default:
        return this.tell(node, true)
    }
  }

  private bracketed(node: Node): string {
    return node.op === 'arithmetic' || node.op === 'if' ? `(${this.value(node)})` : this.value(node)
  }

  private shift({ value, minutes }: Extract<Node, { op: 'shift' }>): string {
    const unit = minutes % 1440 === 0 ? 'day' : minutes % 60 === 0 ? 'hour' : 'minute'
    const count = Math.abs(minutes) / { day: 1440, hour: 60, minute: 1 }[unit]
    const from = value.op === 'today' || value.op === 'now' ? undefined : this.value(value)
    return this.words.shift(from, this.words.span(count, unit), minutes < 0)
  }

  /** A value beside the field it is compared with, by name where it has one. */
  private scalar(beside: Node, given: Node | Scalar): string {
    if (typeof given === 'object' && given.op !== 'literal') return this.value(given)
    const value = typeof given === 'object' ? given.value : given
    if (value === null) return this.words.nothing
    if (typeof value === 'boolean') return value ? this.words.yes : this.words.no
    const named = beside.op === 'field' ? this.nameOf(beside.path, value) : undefined
    if (named) return this.words.quote(named)
    return typeof value === 'number' ? String(value) : this.words.quote(value)
  }

  private label(path: readonly string[]): string {
    return path
      .map((_, i) => termAt(this.vocabulary, path.slice(0, i + 1))?.label[this.language] ?? path[i])
      .join(this.language === 'zh' ? '的' : ' › ')
  }
}
