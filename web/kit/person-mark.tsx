import { AwayMark, useAway } from './away.tsx'
import { shade, sign } from './person-sign.ts'

/**
 * A person's face: the sign of the name on a colour that stays the same everywhere. The name follows unless `bare`. Where the `id` of
 * somebody who is away is given, it says who acts for them.
 */
export function PersonMark({
  name,
  id,
  size = 24,
  bare = false,
}: {
  name: string
  id?: string | undefined
  size?: number
  bare?: boolean
}) {
  const mark = sign(name)
  const away = useAway(id)
  const face = (
    <span
      className="person-face"
      data-shade={shade(name)}
      style={{ width: size, height: size, fontSize: Math.round(size * (mark.length > 1 ? 0.38 : 0.46)) }}
      {...(bare ? { role: 'img', 'aria-label': name, title: name } : { 'aria-hidden': true })}
    >
      {mark}
    </span>
  )
  if (bare) return face
  return (
    <span className="person-mark">
      {face}
      {away ? (
        <span className="person-said">
          <span className="person-name">{name}</span>
          <AwayMark name={name} away={away} />
        </span>
      ) : (
        <span className="person-name">{name}</span>
      )}
    </span>
  )
}
