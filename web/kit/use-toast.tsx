import { App, Button } from 'antd'
import { useMemo } from 'react'
import { useErrorText } from './error-note.tsx'
import { useText } from './text.tsx'

const UNDO_SECONDS = 7
const FAILED_SECONDS = 7

/** Short news at the top of the page: `done('…', undo?)` and `failed(error)`. */
export function useToast() {
  const t = useText()
  const errorText = useErrorText()
  const { message } = App.useApp()
  return useMemo(() => {
    const failed = (error: unknown) =>
      void message.open({ type: 'error', content: errorText(error), duration: FAILED_SECONDS })
    const done = (text: string, undo?: () => unknown) => {
      const key = `done-${text}`
      const takeBack = async () => {
        message.destroy(key)
        try {
          await undo?.()
        } catch (thrown) {
          failed(thrown)
        }
      }
      void message.open({
        key,
        type: 'success',
        duration: undo ? UNDO_SECONDS : 3,
        content: undo ? (
          <>
            {text}
            <Button type="link" size="small" onClick={() => void takeBack()}>
              {t('kit.undo')}
            </Button>
          </>
        ) : (
          text
        ),
      })
    }
    return { done, failed }
  }, [t, errorText, message])
}
