import { PageHeader } from '../../kit/page-header.tsx'
import { useText } from '../../kit/text.tsx'
import { DepartmentsCard } from './departments-card.tsx'
import { FunctionsCard } from './functions-card.tsx'

/** The department tree and the functions. */
export function OrganisationPage() {
  const t = useText()
  return (
    <>
      <PageHeader title={t('organisation.organisation')} hint={t('organisation.organisation-hint')} />
      <DepartmentsCard />
      <FunctionsCard />
    </>
  )
}
