import { BlockList, isIP } from 'node:net'

/** Whether the word of `address`, `hop` proxies away from us, counts. */
export type TrustedProxies = (address: string, hop: number) => boolean

const NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1/128'],
  private: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', 'fc00::/7', 'fe80::/10'],
}

/** Nobody's word counts. */
export const noProxy: TrustedProxies = () => false

/** The word of a proxy next to us counts where it comes from this machine or a private network, and never what somebody told that proxy. */
export const nearestProxy: TrustedProxies = onlyNearest()

/** The proxies a text names (`none`, or addresses, networks and the words loopback and private, with commas), however many stand in a row. */
export function proxiesFrom(text: string): TrustedProxies | undefined {
  if (text.trim() === 'none') return noProxy
  const list = listOf(text.split(',').map((entry) => entry.trim()))
  return list && ((address) => isIn(list, address))
}

function onlyNearest(): TrustedProxies {
  const list = listOf(Object.keys(NETWORKS))
  return (address, hop) => hop === 0 && list !== undefined && isIn(list, address)
}

function listOf(entries: readonly string[]): BlockList | undefined {
  const list = new BlockList()
  for (const entry of entries.flatMap((name) => NETWORKS[name] ?? [name])) {
    const [address = '', bits, ...more] = entry.split('/')
    const version = isIP(address)
    const most = version === 4 ? 32 : 128
    const length = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN
    if (version === 0 || more.length > 0 || !(length >= 0 && length <= most)) return undefined
    list.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6')
  }
  return list
}

function isIn(list: BlockList, address: string): boolean {
  const version = isIP(address)
  return version !== 0 && list.check(address, version === 4 ? 'ipv4' : 'ipv6')
}
