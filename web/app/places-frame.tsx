import './settings.css'
import { Link } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { type ReactNode, Suspense } from 'react'
import type { Me } from '../client/session.ts'
import { type MessageKey, useText } from '../kit/text.tsx'

/** A place beside others of its kind; `openTo` says for whom it is. */
export type Place = { path: string; label: MessageKey; openTo?: (me: Me) => boolean }

/** Where the places stand in one row, the open one is in sight. */
function showCurrent(places: HTMLElement | null): void {
  places?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
}

/** Places that belong together, beside the one that is open. */
export function PlacesFrame(props: { label: MessageKey; places: readonly Place[]; children: ReactNode }) {
  const t = useText()
  return (
    <div className="settings">
      <nav className="settings-places" aria-label={t(props.label)} ref={showCurrent}>
        <ul>
          {props.places.map((place) => (
            <li key={place.path}>
              <Link
                to={place.path}
                activeProps={{ 'aria-current': 'page' }}
                activeOptions={{ exact: place.path === '/reports' }}
              >
                {t(place.label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="settings-content">
        <Suspense fallback={<Skeleton active />}>{props.children}</Suspense>
      </div>
    </div>
  )
}
