import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { Asked } from './queries.ts'

/** Filter, words, order and layout of a list, kept in the page's address. */
export type ListAddress = Asked & { view?: string | undefined }

export function useAsked(): [ListAddress, (change: Partial<ListAddress>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const navigate = useNavigate()
  const text = (name: string) =>
    typeof search[name] === 'string' && search[name] !== '' ? (search[name] as string) : undefined
  const asked: ListAddress = { filter: text('filter'), q: text('q'), sort: text('sort'), view: text('view') }
  const set = useCallback(
    (change: Partial<ListAddress>) =>
      void navigate({
        to: '.',
        search: ((before: Record<string, unknown>) => {
          const next = { ...before, ...change }
          return Object.fromEntries(
            Object.entries(next).filter(([, value]) => value !== undefined && value !== ''),
          )
        }) as never,
        replace: true,
      }),
    [navigate],
  )
  return [asked, set]
}
