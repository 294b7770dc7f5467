import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useRefusalText, useText } from '../../kit/text.tsx'
import { useToast } from '../../kit/use-toast.tsx'
import { claimMany, claimOne, type Lying, type PoolInView, settled, takeOut } from './queries.ts'
import { titleOf } from './title.ts'

const SAID_SECONDS = 7
const LEAST_SAID = 5 // refusals that are said one by one

/** Claiming: what is claimed leaves the list at once; where somebody else was quicker it is said who, else it comes back. */
export function useClaiming(pool: PoolInView) {
  const t = useText()
  const toast = useToast()
  const refusal = useRefusalText()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const open = (id: string, said: string) => {
    message.destroy(said)
    void navigate({ to: '/opportunities/$id', params: { id } })
  }
  const one = async (row: Lying) => {
    const putBack = takeOut(queries, [row.id])
    try {
      const { id } = await claimOne(row.id)
      const key = `claimed-${id}`
      message.open({
        key,
        type: 'success',
        duration: SAID_SECONDS,
        content: (
          <>
            {t('pools.claimed', { title: titleOf(row, t) })}{' '}
            <Button type="link" size="small" onClick={() => open(id, key)}>
              {t('pools.open-it')}
            </Button>
          </>
        ),
      })
    } catch (thrown) {
      if (codeOf(thrown) !== 'pools.claimed-already') putBack()
      toast.failed(thrown)
    }
    settled(queries)
  }
  const many = async (ids: string[]) => {
    const putBack = takeOut(queries, ids)
    try {
      const { claimed, refused } = await claimMany(pool.key, ids)
      if (claimed.length > 0) toast.done(t('pools.claimed-some', { count: claimed.length }))
      if (refused.length > 0) {
        const said = [...new Set(refused.map((each) => refusal(each.code, each.facts)))].slice(0, LEAST_SAID)
        message.open({
          type: 'warning',
          duration: SAID_SECONDS,
          content: (
            <>
              {t('pools.some-refused', { count: refused.length })}
              <ul className="pool-refused">
                {said.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            </>
          ),
        })
      }
    } catch (thrown) {
      putBack()
      toast.failed(thrown)
    }
    settled(queries)
  }
  return { one, many }
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined
}
