import { pinyin } from 'pinyin-pro'

/** Names with a spelling of their own in English. */
const OWN: Readonly<Record<string, string>> = {
  北京市: 'Beijing',
  内蒙古自治区: 'Inner Mongolia',
  黑龙江省: 'Heilongjiang',
  陕西省: 'Shaanxi',
  西藏自治区: 'Xizang',
  广西壮族自治区: 'Guangxi',
  宁夏回族自治区: 'Ningxia',
  新疆维吾尔自治区: 'Xinjiang',
  香港特别行政区: 'Hong Kong',
  澳门特别行政区: 'Macao',
  台湾省: 'Taiwan',
  呼和浩特市: 'Hohhot',
  鄂尔多斯市: 'Ordos',
  呼伦贝尔市: 'Hulunbuir',
  巴彦淖尔市: 'Bayannur',
  乌兰察布市: 'Ulanqab',
  锡林郭勒盟: 'Xilingol',
  阿拉善盟: 'Alxa',
  兴安盟: 'Hinggan',
  哈尔滨市: 'Harbin',
  齐齐哈尔市: 'Qiqihar',
  拉萨市: 'Lhasa',
  日喀则市: 'Xigaze',
  昌都市: 'Qamdo',
  林芝市: 'Nyingchi',
  那曲市: 'Nagqu',
  阿里地区: 'Ngari',
  乌鲁木齐市: 'Urumqi',
  克拉玛依市: 'Karamay',
  吐鲁番市: 'Turpan',
  哈密市: 'Hami',
  喀什地区: 'Kashgar',
  和田地区: 'Hotan',
  阿克苏地区: 'Aksu',
  阿勒泰地区: 'Altay',
  塔城地区: 'Tacheng',
  伊犁哈萨克自治州: 'Ili',
  台北市: 'Taipei',
  新北市: 'New Taipei',
  桃园市: 'Taoyuan',
  台中市: 'Taichung',
  台南市: 'Tainan',
  高雄市: 'Kaohsiung',
  基隆市: 'Keelung',
  新竹市: 'Hsinchu City',
  新竹县: 'Hsinchu County',
  嘉义市: 'Chiayi City',
  嘉义县: 'Chiayi County',
  九龙: 'Kowloon',
  新界: 'New Territories',
  香港岛: 'Hong Kong Island',
  市辖区: 'Districts',
  县: 'Counties',
  省直辖县级行政区划: 'Directly governed counties',
  自治区直辖县级行政区划: 'Directly governed counties',
}

/** Official names of the districts of Hong Kong and the parishes of Macao, by their codes here. */
const BY_CODE: Readonly<Record<string, string>> = {
  810101: 'Central and Western District',
  810102: 'Wan Chai District',
  810103: 'Eastern District',
  810104: 'Southern District',
  810201: 'Yau Tsim Mong District',
  810202: 'Sham Shui Po District',
  810203: 'Kowloon City District',
  810204: 'Wong Tai Sin District',
  810205: 'Kwun Tong District',
  810301: 'Kwai Tsing District',
  810302: 'Tsuen Wan District',
  810303: 'Tuen Mun District',
  810304: 'Yuen Long District',
  810305: 'North District',
  810306: 'Tai Po District',
  810307: 'Sha Tin District',
  810308: 'Sai Kung District',
  810309: 'Islands District',
  8201: 'Macao Peninsula',
  8202: 'Outlying Islands',
  820101: 'Sé',
  820102: 'São Lázaro',
  820103: 'São Lourenço',
  820104: 'Nossa Senhora de Fátima',
  820105: 'Santo António',
  820201: 'Nossa Senhora do Carmo (Taipa)',
  820202: 'São Francisco Xavier (Coloane)',
}

const KINDS: readonly (readonly [string, string])[] = [
  ['自治州', ''],
  ['自治县', ' County'],
  ['自治旗', ' Banner'],
  ['新区', ' New Area'],
  ['林区', ' Forestry District'],
  ['特区', ' District'],
  ['地区', ''],
  ['省', ''],
  ['盟', ''],
  ['市', ''],
  ['区', ' District'],
  ['县', ' County'],
  ['旗', ' Banner'],
]

const PEOPLES =
  /(?:朝鲜|土家|苗|藏|羌|彝|布依|侗|壮|哈尼|傣|景颇|傈僳|回|蒙古|蒙|哈萨克|柯尔克孜|白|满|瑶|黎|佤|拉祜|纳西|仡佬|水|畲|土|撒拉|东乡|保安|裕固|锡伯|塔吉克|达斡尔|鄂温克|鄂伦春|独龙|怒|普米|布朗|毛南|仫佬|维吾尔|各)族/gu

/** A region's name in English: its own spelling where it has one, else pinyin, `朝阳区` → `Chaoyang District`. */
export function englishRegionName(name: string, code: string): string {
  const own = BY_CODE[code] ?? OWN[name]
  if (own !== undefined) return own
  const short = name.replace(/[（(].*[)）]$/, '').replace(PEOPLES, '')
  const kind = KINDS.find(([ending]) => short.endsWith(ending) && short.length - ending.length >= 1)
  const stem = kind ? short.slice(0, -kind[0].length) : short
  const letters = pinyin(stem, { toneType: 'none', type: 'array', v: true, nonZh: 'consecutive' }).join('')
  return letters.charAt(0).toUpperCase() + letters.slice(1) + (kind?.[1] ?? '')
}
