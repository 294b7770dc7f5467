import { z } from 'zod'
import { endpoint } from '../../../kernel/endpoint.ts'
import { planDocument, planVersion } from '../contract.ts'

export const listLedDepartments = endpoint({
  method: 'GET',
  path: '/plan/departments',
  summary:
    'The departments I lead: everybody there and below reports to me or is me. Their pools and deadlines I switch on by myself',
  result: z.object({ items: z.array(z.object({ id: z.uuid(), name: z.string() })) }),
})

/** A lead publishes a plan that touches nothing but pools and limits of departments they lead. */
export const publishForDepartments = endpoint({
  method: 'POST',
  path: '/plan/departments/versions',
  summary:
    'Publishes a plan that differs from the one in force by pools and deadlines of departments I lead, and by nothing else',
  body: z.strictObject({
    /** The version it was made from: the one in force. */
    basedOn: z.uuid(),
    document: planDocument,
    note: z.string().trim().max(500).optional(),
  }),
  result: planVersion,
})
