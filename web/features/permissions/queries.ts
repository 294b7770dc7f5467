import * as contract from '../../../src/features/permissions/contract.ts'
import { call } from '../../client/call.ts'

export type RoleDraft = Pick<contract.Role, 'label' | 'grants'>

export function createRole(draft: RoleDraft): Promise<contract.Role> {
  return call(contract.createRole, { body: draft, idempotencyKey: crypto.randomUUID() })
}

export function changeRole(
  { id, version }: Pick<contract.Role, 'id' | 'version'>,
  draft: RoleDraft,
): Promise<contract.Role> {
  return call(contract.changeRole, { params: { id }, body: draft, ifMatch: version })
}

export function deleteRole({ id, version }: Pick<contract.Role, 'id' | 'version'>): Promise<unknown> {
  return call(contract.deleteRole, { params: { id }, ifMatch: version })
}
