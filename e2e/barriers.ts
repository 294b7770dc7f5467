import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/**
 * The barriers axe finds on a page as it stands, each as one line: by WCAG 2.2 AA, or by its best practices too. We embed no frames, so the
 * page is looked at in one piece, several times faster.
 */
export async function barriersOf(
  page: Page,
  { within = 'body', rules = 'wcag' }: { within?: string; rules?: 'wcag' | 'all' } = {},
): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({
      resultTypes: ['violations'],
      rules: { 'label-content-name-mismatch': { enabled: false } }, // tried out by axe: counts signs that are hidden from readers
      ...(rules === 'wcag' ? { runOnly: WCAG } : {}),
    })
    .include(within)
    .setLegacyMode(true)
    .analyze()
  return violations.map(({ id, nodes: [first] }) => `${id}: ${first?.target} ${first?.failureSummary}`)
}
