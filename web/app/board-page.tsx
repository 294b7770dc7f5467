import { useState } from 'react'
import { type Passing, ResponsibilityBoardPage } from '../features/board/page.tsx'
import { PassDialog } from '../features/responsibility/pass-dialog.tsx'

/** The responsibility board; what is dropped on a person is passed after its preview, with a reason. */
export function BoardPage() {
  const [passing, setPassing] = useState<Passing>()
  return (
    <>
      <ResponsibilityBoardPage onPass={setPassing} />
      {passing && (
        <PassDialog
          ids={passing.ids}
          to={passing.to}
          onClose={() => setPassing(undefined)}
          onPassed={passing.done}
        />
      )}
    </>
  )
}
