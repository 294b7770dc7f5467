import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { readMeasures } from '../../../src/features/insights/contract/query.ts'
import * as dashboards from '../../../src/features/reports/contract/dashboards.ts'
import * as schedules from '../../../src/features/reports/contract/schedules.ts'
import * as reports from '../../../src/features/reports/contract.ts'
import { call } from '../../client/call.ts'

export type Box = (typeof reports.BOXES)[number]
type BodyOf<E extends { body?: z.ZodType }> = z.input<NonNullable<E['body']>>

/** Every measure and dimension the reader may ask for. */
export const measuresQuery = queryOptions({
  queryKey: ['about', 'measure'],
  queryFn: ({ signal }) => call(readMeasures, { signal }),
  staleTime: 5 * 60_000,
})

/** An answer; what was answered before stays in sight meanwhile. */
export function answerQuery(question: reports.Question) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'answer', question],
    queryFn: ({ signal }) => call(reports.answerQuestion, { body: question, signal }),
    placeholderData: (before) => before,
    retry: false,
  })
}

export function reportsQuery(box: Box, q: string) {
  return infiniteQueryOptions({
    queryKey: ['about', 'report', 'list', box, q],
    queryFn: ({ pageParam, signal }) =>
      call(reports.listReports, {
        query: { box, limit: 50, ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  })
}

export function reportQuery(id: string) {
  return queryOptions({
    queryKey: ['about', 'report', 'one', id],
    queryFn: ({ signal }) => call(reports.readReport, { params: { id }, signal }),
    retry: false,
  })
}

export const dashboardsQuery = queryOptions({
  queryKey: ['about', 'report', 'dashboards'],
  queryFn: ({ signal }) => call(dashboards.listDashboards, { signal }),
})

/** The answers of all tiles, anew where these change. */
export function dashboardAnswersQuery({ id, version }: dashboards.Dashboard) {
  return queryOptions({
    queryKey: ['records', 'opportunity', 'dashboard', id, version],
    queryFn: ({ signal }) => call(dashboards.answerDashboard, { params: { id }, signal }),
    placeholderData: (before, query) => (query?.queryKey[3] === id ? before : undefined),
  })
}

export function schedulesQuery(of?: { what: schedules.Schedule['what']; of: string }) {
  return queryOptions({
    queryKey: ['about', 'report', 'schedules', of ?? 'all'],
    queryFn: ({ signal }) => call(schedules.listSchedules, { query: of ?? {}, signal }),
  })
}

export function mailingsQuery(id: string) {
  return queryOptions({
    queryKey: ['about', 'report', 'mailings', id],
    queryFn: ({ signal }) => call(schedules.listMailings, { params: { id }, query: {}, signal }),
    refetchInterval: 20_000,
  })
}

export function createReport(body: BodyOf<typeof reports.createReport>) {
  return call(reports.createReport, { body })
}

export function changeReport(
  { id, version }: Pick<reports.Report, 'id' | 'version'>,
  body: BodyOf<typeof reports.changeReport>,
) {
  return call(reports.changeReport, { params: { id }, body, ifMatch: version })
}

export function removeReport({ id, version }: reports.Report) {
  return call(reports.removeReport, { params: { id }, ifMatch: version })
}

export function markReport({ id, favourite }: reports.Report) {
  return call(favourite ? reports.unmarkReport : reports.markReport, { params: { id } })
}

export function createDashboard(body: BodyOf<typeof dashboards.createDashboard>) {
  return call(dashboards.createDashboard, { body })
}

export function changeDashboard(
  { id, version }: dashboards.Dashboard,
  body: BodyOf<typeof dashboards.changeDashboard>,
) {
  return call(dashboards.changeDashboard, { params: { id }, body, ifMatch: version })
}

export function removeDashboard({ id, version }: dashboards.Dashboard) {
  return call(dashboards.removeDashboard, { params: { id }, ifMatch: version })
}

export function startWith({ id }: dashboards.Dashboard) {
  return call(dashboards.startWith, { params: { id } })
}

export function createSchedule(body: BodyOf<typeof schedules.createSchedule>) {
  return call(schedules.createSchedule, { body })
}

export function changeSchedule(
  { id, version }: schedules.Schedule,
  body: BodyOf<typeof schedules.changeSchedule>,
) {
  return call(schedules.changeSchedule, { params: { id }, body, ifMatch: version })
}

export function removeSchedule({ id, version }: schedules.Schedule) {
  return call(schedules.removeSchedule, { params: { id }, ifMatch: version })
}

export function leaveSchedule({ id }: schedules.Schedule) {
  return call(schedules.leaveSchedule, { params: { id } })
}

/** Asks again for everything that shows reports, dashboards or what is mailed. */
export function reportsChanged(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ['about', 'report'] })
}
