import { useNavigate, useRouter } from '@tanstack/react-router'
import { Button } from 'antd'
import { useText } from '../../kit/text.tsx'

const TRY = '/settings/plan/try'

/** Leads to where a draft is tried on what happened; nothing where the product has no such page. */
export function TryLink({ onLeave }: { onLeave: () => Promise<string | undefined> }) {
  const t = useText()
  const navigate = useNavigate()
  const router = useRouter()
  if (!(TRY in router.routesByPath)) return null
  return (
    <Button
      onClick={() =>
        void onLeave().then((draft) =>
          navigate({ to: TRY as never, search: (draft ? { draft } : {}) as never }),
        )
      }
    >
      {t('plan.try')}
    </Button>
  )
}
