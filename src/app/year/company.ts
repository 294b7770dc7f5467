import { Draw } from './draw.ts'
import { accountName, personName } from './words.ts'

export const REGIONS = {
  east: { zh: '华东', provinces: ['310000', '320000', '330000'], share: 0.3 },
  south: { zh: '华南', provinces: ['440000', '350000'], share: 0.28 },
  north: { zh: '华北', provinces: ['110000', '370000'], share: 0.22 },
  west: { zh: '西部', provinces: ['510000', '610000'], share: 0.2 },
} as const
export type RegionKey = keyof typeof REGIONS
export const REGION_KEYS = Object.keys(REGIONS) as RegionKey[]

export type Department = { id: string; key: string; name: string; parent: string | null }
export type Employee = {
  id: string
  name: string
  email: string
  department: string
  manager: string | null
  function: string | null
  role: string
  region: RegionKey | null
  weight: number
  skills: string[]
  territories: string[]
}
export type Away = { personId: string; deputyId: string; from: number; until: number; kind: string }
export type Company = {
  departments: Department[]
  people: Employee[]
  /** Who keeps the plan and its pool. */
  keeper: Employee
  newcomer: Employee
  /** Whom the starving rule finds alone. */
  swamped: Employee
  pair: readonly [Employee, Employee]
  accounts: { id: string; name: string; region: string; industry: string }[]
  products: { id: string; name: string; series: string; price: number }[]
}

const SELLERS = 5 // of each region
const SUPPORTERS = 2
const PRODUCTS = ['网关', '传感器', '控制器', '边缘服务器', '云平台', '数据分析', '巡检机器人', '能耗管家']
const SERIES = ['硬件', '软件', '服务']
const INDUSTRIES = ['制造业', '医药', '物流', '能源', '零售', '教育', '金融', '建筑']
export const SPECIAL = '西部大客户'

/** 云帆科技: about forty people in four regions and five functions, its customers and products. The same for the same seed. */
export function companyOf(seed: number, size: number, born: number): Company {
  const draw = new Draw(seed)
  const hiring = new Hiring(draw, born)
  const { director, keeper } = hiring.top()
  hiring.regions(director)
  hiring.centre(director)
  const of = (region: RegionKey) =>
    hiring.people.filter((one) => one.function === 'sales' && one.region === region)
  const newcomer = of('east').at(-1) as Employee
  newcomer.weight = 0.2
  const swamped = of('west')[0] as Employee
  swamped.skills.push(SPECIAL)
  const [first, second] = of('north') as [Employee, Employee]
  const accounts = Array.from({ length: Math.max(40, Math.round(size / 6)) }, (_, n) => ({
    id: draw.uuid(born),
    name: accountName(draw, n),
    region: draw.pick(REGIONS[draw.pick(REGION_KEYS)].provinces),
    industry: draw.pick(INDUSTRIES),
  }))
  const products = PRODUCTS.map((name, n) => ({
    id: draw.uuid(born),
    name: `${name} ${100 * (n + 1)}`,
    series: SERIES[n % SERIES.length] as string,
    price: 2_000_000 + n * 1_500_000,
  }))
  const { departments, people } = hiring
  return { departments, people, keeper, newcomer, swamped, pair: [first, second], accounts, products }
}

class Hiring {
  readonly departments: Department[] = []
  readonly people: Employee[] = []
  private readonly names = new Set<string>()
  private readonly draw: Draw
  private readonly born: number

  constructor(draw: Draw, born: number) {
    this.draw = draw
    this.born = born
  }

  top() {
    const office = this.department('office', '总经办', null)
    const director = this.person(office, 'director', null, null)
    return { director, keeper: this.person(office, 'manager', null, director) }
  }

  /** Salespeople under a manager in each region; beside them a group of technical support. */
  regions(director: Employee): void {
    const sales = this.department('sales', '销售中心', null)
    const support = this.department('support', '技术支持中心', null)
    const lead = this.person(support, 'manager', null, director)
    for (const region of REGION_KEYS) {
      const { zh, provinces } = REGIONS[region]
      const territories = provinces.map((code) => code.slice(0, 2))
      const team = this.department(`sales-${region}`, `${zh}销售部`, sales)
      const manager = this.person(team, 'manager', null, director)
      for (let i = 0; i < SELLERS; i++)
        Object.assign(this.person(team, 'sales', 'sales', manager), { region, territories })
      const group = this.department(`support-${region}`, `${zh}技术支持组`, support)
      for (let i = 0; i < SUPPORTERS; i++)
        Object.assign(this.person(group, 'support', 'technical-support', lead), { region })
    }
  }

  centre(director: Employee): void {
    for (const [key, name, role, of, count] of [
      ['marketing', '市场部', 'marketing', 'marketing', 2],
      ['success', '客户成功部', 'success', 'customer-success', 3],
      ['finance', '财务部', 'finance', 'finance', 1],
    ] as const) {
      const department = this.department(key, name, null)
      const manager = this.person(department, 'manager', null, director)
      for (let i = 0; i < count; i++) this.person(department, role, of, manager)
    }
  }

  private department(key: string, name: string, parent: Department | null): Department {
    const made = { id: this.draw.uuid(this.born), key, name, parent: parent?.id ?? null }
    this.departments.push(made)
    return made
  }

  private person(department: Department, role: string, of: string | null, manager: Employee | null) {
    let name = personName(this.draw)
    while (this.names.has(name)) name = personName(this.draw)
    this.names.add(name)
    const made: Employee = {
      id: this.draw.uuid(this.born),
      name,
      email: `p${String(this.people.length + 1).padStart(2, '0')}@yunfan.example`,
      department: department.id,
      manager: manager?.id ?? null,
      function: of,
      role,
      region: null,
      weight: 1,
      skills: [],
      territories: [],
    }
    this.people.push(made)
    return made
  }
}

const WEEK = 7 * 86_400_000

/** Two weeks away in the year for everybody with a function; never together with their deputy. */
export function absencesOf(company: Company, seed: number, from: number, until: number): Away[] {
  const draw = new Draw(seed ^ 0x5f3759df)
  const weeks = Math.floor((until - from) / WEEK) - 2
  const byDepartment = Map.groupBy(company.people, (one) => one.department)
  const away: Away[] = []
  for (const person of company.people) {
    if (!person.function) continue
    const colleagues = (byDepartment.get(person.department) ?? []).filter((one) => one.id !== person.id)
    for (let i = 0; i < 2; i++) {
      const deputyId = draw.pick(
        colleagues.filter((one) => one.function !== null || colleagues.length < 2),
      ).id
      const start = from + (1 + draw.below(weeks)) * WEEK
      const one = { personId: person.id, deputyId, from: start, until: start + WEEK, kind: 'leave' }
      const meets = (other: Away) => other.from < one.until + WEEK && one.from < other.until + WEEK
      const near = (other: Away) =>
        [other.personId, other.deputyId].some((id) => id === one.personId || id === one.deputyId)
      if (!away.some((other) => meets(other) && near(other))) away.push(one)
    }
  }
  return away
}
