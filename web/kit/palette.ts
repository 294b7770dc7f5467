/** The colours of the product by what they are for. Every pair that carries text is AA (see the test). */
export type Palette = {
  canvas: string
  surface: string
  sunken: string
  raised: string
  text: string
  muted: string
  faint: string
  line: string
  control: string
  primary: string
  primaryHover: string
  primaryActive: string
  primaryTint: string
  onPrimary: string
  baton: string
  batonTint: string
  good: string
  goodTint: string
  warn: string
  warnTint: string
  bad: string
  badTint: string
  onBad: string
}

export const light: Palette = {
  canvas: '#f4f6f5',
  surface: '#ffffff',
  sunken: '#edf1ef',
  raised: '#ffffff',
  text: '#15201e',
  muted: '#51605c',
  faint: '#63706c',
  line: '#dde4e1',
  control: '#7f8d88',
  primary: '#0b6661',
  primaryHover: '#0e7a74',
  primaryActive: '#084e4a',
  primaryTint: '#e0efed',
  onPrimary: '#ffffff',
  baton: '#b83b09',
  batonTint: '#fdebe0',
  good: '#18713f',
  goodTint: '#e2f3e9',
  warn: '#855400',
  warnTint: '#fff1d0',
  bad: '#b42318',
  badTint: '#fde9e7',
  onBad: '#ffffff',
}

export const dark: Palette = {
  canvas: '#0d1413',
  surface: '#141d1b',
  sunken: '#101817',
  raised: '#1b2624',
  text: '#e3ebe8',
  muted: '#a6b5b0',
  faint: '#92a29d',
  line: '#283532',
  control: '#6b7b76',
  primary: '#3dbfb0',
  primaryHover: '#5ccdc0',
  primaryActive: '#2ba89a',
  primaryTint: '#12322f',
  onPrimary: '#04211e',
  baton: '#ff8a5b',
  batonTint: '#3a1f13',
  good: '#5cc98b',
  goodTint: '#12301f',
  warn: '#e8b54a',
  warnTint: '#33270d',
  bad: '#ff8a80',
  badTint: '#3b1a17',
  onBad: '#2a0705',
}

/** Makes the palette's colours `--b-…` custom properties of the page, `primaryTint` as `--b-primary-tint`. */
export function paint(root: HTMLElement, palette: Palette, isDark: boolean): void {
  root.dataset['theme'] = isDark ? 'dark' : 'light'
  root.style.colorScheme = isDark ? 'dark' : 'light'
  for (const [name, colour] of Object.entries(palette))
    root.style.setProperty(`--b-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, colour)
}

/** The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21. */
export function contrast(one: string, other: string): number {
  const [lighter, darker] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number]
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
