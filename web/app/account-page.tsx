import { RecordPage } from './record-page.tsx'

const ACCOUNT = [
  'industry',
  'region',
  'location',
  'holder',
  'employees',
  'annualRevenue',
  'foundedYear',
  'parent',
  'website',
  'phone',
  'note',
  'externalKey',
]
const CONTACT = ['account', 'title', 'role', 'phone', 'email', 'wechat', 'holder', 'note']

/** An account with its opportunities and contacts. */
export function AccountPage() {
  return (
    <RecordPage
      name="account"
      facts={ACCOUNT}
      list="/accounts"
      related={[
        {
          name: 'opportunity',
          field: 'account',
          columns: ['title', 'stage', 'holder', 'amount', 'nextStepOn'],
          page: '/opportunities/$id',
        },
        {
          name: 'contact',
          field: 'account',
          columns: ['name', 'title', 'role', 'phone'],
          page: '/contacts/$id',
        },
      ]}
    />
  )
}

/** A contact with the opportunities that name them. */
export function ContactPage() {
  return (
    <RecordPage
      name="contact"
      facts={CONTACT}
      list="/contacts"
      related={[
        {
          name: 'opportunity',
          field: 'contact',
          columns: ['title', 'stage', 'holder', 'amount'],
          page: '/opportunities/$id',
        },
      ]}
    />
  )
}
