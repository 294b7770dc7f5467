import { RecordListPage } from '../records/record-list-page.tsx'

export function AccountsPage() {
  return (
    <RecordListPage
      name="account"
      page="/accounts/$id"
      columns={['name', 'industry', 'region', 'location', 'holder', 'employees', 'createdAt']}
      form={['name', 'industry', 'region', 'location', 'holder', 'website', 'phone', 'note']}
    />
  )
}

export function ContactsPage() {
  return (
    <RecordListPage
      name="contact"
      page="/contacts/$id"
      columns={['name', 'account', 'title', 'role', 'phone', 'email', 'holder']}
      form={['name', 'account', 'title', 'role', 'phone', 'email', 'wechat', 'note']}
    />
  )
}
