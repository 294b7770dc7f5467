import type { FastifyReply } from 'fastify'
import type { Language } from '../../kernel/text.ts'
import type { Context } from '../../objects/context.ts'
import { rawRoute, route } from '../../objects/route.ts'
import { checked } from '../../platform/http/input.ts'
import * as answering from './actions/answering.ts'
import * as dashboards from './actions/dashboards.ts'
import { type AnswerFile, exportQuestion, exportReport } from './actions/exporting.ts'
import * as reports from './actions/reports.ts'
import * as schedules from './actions/schedules.ts'
import * as dashboardContract from './contract/dashboards.ts'
import * as scheduleContract from './contract/schedules.ts'
import * as contract from './contract.ts'

const dashboardRoutes = [
  route(dashboardContract.listDashboards, (context) => dashboards.list(context)),
  route(dashboardContract.readDashboard, (context, { params }) => dashboards.read(context, params.id)),
  route(dashboardContract.createDashboard, (context, { body }) => dashboards.create(context, body)),
  route(dashboardContract.changeDashboard, (context, { params, body, ifMatch }) =>
    dashboards.change(context, params.id, ifMatch, body),
  ),
  route(dashboardContract.removeDashboard, (context, { params, ifMatch }) =>
    dashboards.remove(context, params.id, ifMatch),
  ),
  route(dashboardContract.startWith, (context, { params }) => dashboards.startWith(context, params.id)),
  route(dashboardContract.answerDashboard, (context, { params }) =>
    answering.answerDashboard(context, params.id),
  ),
]

const scheduleRoutes = [
  route(scheduleContract.listSchedules, (context, { query }) => schedules.list(context, query)),
  route(scheduleContract.createSchedule, (context, { body }) => schedules.create(context, body)),
  route(scheduleContract.changeSchedule, (context, { params, body, ifMatch }) =>
    schedules.change(context, params.id, ifMatch, body),
  ),
  route(scheduleContract.removeSchedule, (context, { params, ifMatch }) =>
    schedules.remove(context, params.id, ifMatch),
  ),
  route(scheduleContract.leaveSchedule, (context, { params }) => schedules.leave(context, params.id)),
  route(scheduleContract.listMailings, (context, { params, query }) =>
    schedules.mailings(context, params.id, query),
  ),
]

export const routes = [
  ...dashboardRoutes,
  ...scheduleRoutes,
  rawRoute(
    { method: 'POST', path: '/reports/export', summary: 'The answer to a question as a file: csv or xlsx' },
    async (context, request, reply) => {
      const { format, language } = wanted(context, request.query)
      const { question, title } = checked(contract.exported, request.body, 'body') as contract.Exported
      return sent(reply, await exportQuestion(context, question, { format, language, title }))
    },
  ),
  rawRoute(
    { method: 'GET', path: '/reports/:id/export', summary: 'The answer to a report as a file: csv or xlsx' },
    async (context, request, reply) => {
      const { id } = checked(contract.byReference, request.params, 'params') as { id: string }
      return sent(reply, await exportReport(context, id, wanted(context, request.query)))
    },
  ),
  route(contract.listReports, (context, { query }) => reports.list(context, query)),
  route(contract.createReport, (context, { body }) => reports.create(context, body)),
  route(contract.answerQuestion, (context, { body }) => answering.answerQuestion(context, body)),
  route(contract.readReport, (context, { params }) => reports.read(context, params.id)),
  route(contract.changeReport, (context, { params, body, ifMatch }) =>
    reports.change(context, params.id, ifMatch, body),
  ),
  route(contract.removeReport, (context, { params, ifMatch }) => reports.remove(context, params.id, ifMatch)),
  route(contract.markReport, (context, { params }) => reports.mark(context, params.id)),
  route(contract.unmarkReport, (context, { params }) => reports.unmark(context, params.id)),
  route(contract.answerReport, (context, { params }) => answering.answerReport(context, params.id)),
]

function wanted({ viewer }: Context, query: unknown): { format: string; language: Language } {
  const { format, language = viewer.language } = checked(
    contract.fileAsked,
    query,
    'query',
  ) as contract.FileAsked
  return { format, language }
}

function sent(reply: FastifyReply, { name, type, content }: AnswerFile) {
  const plain = name.replace(/[^\w .-]/g, '_')
  return reply
    .type(type)
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
    )
    .header('cache-control', 'no-store')
    .send(content)
}
