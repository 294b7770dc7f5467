import type { Language } from '../../kernel/text.ts'
import type { Comparison, Condition, Node, Scalar } from './tree.ts'
import { termAt, type Vocabulary } from './vocabulary.ts'

type NameOf = (path: readonly string[], value: Scalar) => string | undefined

type Words = {
  and: string
  or: string
  compare: Readonly<Record<Comparison, string>>
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
  days: (text: string, days: number) => string
  choice: (when: string, then: string, otherwise: string) => string
  list: string
  quote: (text: string) => string
}

const WORDS: Readonly<Record<Language, Words>> = {
  zh: {
    and: '且',
    or: '或',
    compare: { '==': '是', '!=': '不是', '<': '小于', '<=': '不大于', '>': '大于', '>=': '不小于' },
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
    days: (text, days) => `${text}${days < 0 ? '之前' : '之后'} ${Math.abs(days)} 天`,
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
    days: (text, days) => `${Math.abs(days)} days ${days < 0 ? 'before' : 'after'} ${text}`,
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
        return `${this.tell(node.value, true)}${words.oneOf}${node.list.map((item) => this.scalar(node.value, item)).join(words.list)}`
      case 'in-field':
        return `${this.tell(node.field, true)}${words.text.contains}${this.scalar(node.field, node.value)}`
      case 'text':
        return `${this.tell(node.value, true)}${words.text[node.how]}${this.scalar(node.value, node.part)}`
      case 'has':
        return `${this.tell(node.value, true)}${words.filled}`
      default:
        return this.value(node)
    }
  }

  private comparison({ how, left, right }: Extract<Node, { op: 'compare' }>): string {
    if (right.op === 'literal' && right.value === null) {
      return `${this.tell(left, true)}${how === '==' ? this.words.empty : this.words.filled}`
    }
    return `${this.tell(left, true)}${this.words.compare[how]}${this.scalar(left, right)}`
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
      case 'arithmetic':
        return `${this.value(node.left)} ${node.how} ${this.value(node.right)}`
      case 'negative':
        return `-${this.value(node.part)}`
      case 'size':
        return words.size(this.value(node.value))
      case 'shift':
        return words.days(this.value(node.value), node.days)
      case 'if':
        return words.choice(
          this.tell(node.when, true),
          this.tell(node.then, true),
          this.tell(node.otherwise, true),
        )
      default:
        return this.tell(node, true)
    }
  }

  /** A value beside the field it is compared with, by name where it has one. */
  private scalar(beside: Node, given: Node | Scalar): string {
    if (typeof given === 'object' && given.op !== 'literal') return this.tell(given, true)
    const value = typeof given === 'object' ? given.value : given
    if (value === null) return this.words.empty
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
