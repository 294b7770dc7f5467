/** An id that nothing has. */
export const MISSING = '01890000-0000-7000-8000-000000000000'

const text = { zh: '名', en: 'Name' }
/** Bodies that come past the contract, so that it is the id that is refused. */
export const BODIES: Readonly<Record<string, unknown>> = {
  'PUT /availability/calendars/{id}': {
    name: '改',
    timeZone: 'Asia/Shanghai',
    week: [[{ from: 540, until: 720 }], [], [], [], [], [], []],
    holidays: null,
    exceptions: [],
  },
  'PUT /availability/people/{id}/calendar': { calendar: null },
  'PUT /availability/departments/{id}/calendar': { calendar: null },
  'PUT /availability/people/{id}/shifts': { from: '2026-12-01', until: '2026-12-31', shifts: [] },
  'POST /opportunities/{id}/hand-overs': {
    to: MISSING,
    packet: { needs: '无', nextStep: '回访', nextStepOn: '2026-12-01' },
  },
  'POST /opportunities/{id}/contests': { decision: MISSING, reason: '异议' },
  'PUT /clocks/{id}/pause': { until: '2026-12-01', reason: '客户出国' },
  'POST /pools/{key}/claims': { ids: [MISSING] },
  'POST /pools/{key}/assignments': { ids: [MISSING], person: MISSING },
  'PUT /pool-applications/{id}/answer': { answer: 'approve' },
  'POST /findings/{id}/dismissal': { reason: '搁置', until: '2026-12-01' },
  'POST /proposals/{id}/publication': { share: 0.5 },
  'POST /proposals/{id}/rolling-back': { reason: '回退' },
  'POST /proposals/{id}/dismissal': { reason: '搁置', until: '2026-12-01' },
  'PUT /findings/settings/{kind}': { on: true, days: null },
  'PUT /splits/{id}/answer': { answer: 'agreed' },
  'PUT /splits/{id}/ruling': { parts: [{ person: MISSING, percent: 100 }], reason: '裁定' },
  'PUT /opportunities/{id}/forecast': { category: 'commit' },
  'PUT /opportunities/{id}/forecast/override': { category: 'commit' },
  'POST /reviews/{id}/actions': { title: '核对预算', holder: MISSING, dueOn: '2027-12-01' },
  'PUT /reviews/{id}/cause': { cause: 'price', node: 0, words: '贵' },
  'PUT /reviews/{id}/ruling': { cause: 'price', words: '贵' },
  'POST /reviews/{id}/views': { isAgreed: true },
  'PUT /scores/playbook': { segment: 'region=31', text: '先电话', version: 0 },
  'PUT /contests/{id}/ruling': { ruling: 'uphold', reason: '裁决' },
  'PUT /hand-overs/{id}/ruling': { ruling: 'return', reason: '裁决' },
  'PATCH /roles/{id}': { label: text, grants: {} },
  'POST /definitions/objects/{object}/fields': { name: 'mine', label: text, type: 'text' },
  'PATCH /{plural}/{id}': { title: '改' },
}
