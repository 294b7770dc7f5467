import { PersonMark } from '../../kit/person-mark.tsx'
import { useText } from '../../kit/text.tsx'
import type { PoolInView } from './queries.ts'

/** Who keeps a pool, how much lies there, and what I may still take. */
export function PoolCard({ pool }: { pool: PoolInView }) {
  const t = useText()
  const { keeper, lying, allowance, coolDownDays, member } = pool
  const { left, claimsPerDay, claimedToday, holdMost, holding } = allowance
  const leftText =
    left === null ? t('pools.left-unlimited') : left === 0 ? t('pools.left-none') : t('pools.left', { left })
  return (
    <section className="card pool-card">
      <dl>
        <div>
          <dt>{t('pools.keeper')}</dt>
          <dd>
            <PersonMark name={keeper.name} id={keeper.id} />
          </dd>
        </div>
        <div>
          <dt>{t('pools.lying')}</dt>
          <dd>
            <b>{lying.more ? '10,000+' : lying.count.toLocaleString()}</b>
          </dd>
        </div>
      </dl>
      <p className="pool-allowance" data-none={member && left === 0 ? true : undefined}>
        {member ? (
          <>
            <b>{leftText}</b>
            {claimsPerDay !== null && (
              <span>{t('pools.of-day', { claimed: claimedToday, most: claimsPerDay })}</span>
            )}
            <span>
              {holdMost === null
                ? t('pools.holding', { holding })
                : t('pools.of-holding', { holding, most: holdMost })}
            </span>
            {coolDownDays > 0 && (
              <span className="muted">{t('pools.cool-down', { days: coolDownDays })}</span>
            )}
          </>
        ) : (
          <span className="muted">{t('pools.member-not')}</span>
        )}
      </p>
    </section>
  )
}
