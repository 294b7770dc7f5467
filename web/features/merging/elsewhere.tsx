import { useQuery } from '@tanstack/react-query'
import { Navigate } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { survivorQuery } from './queries.ts'

/** Leads to the opportunity this one was merged into; where there is none, shows what the page would have shown. */
export function Elsewhere({ id, children }: { id: string; children: ReactNode }) {
  const found = useQuery(survivorQuery(id))
  if (found.isPending) return <Skeleton active className="page" />
  return found.data ? <Navigate to="/opportunities/$id" params={{ id: found.data.id }} replace /> : children
}
