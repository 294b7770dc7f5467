// Runs in the page before its own scripts: what `cases/browser.ts` wants to know can only be seen from inside.
globalThis.batonBench = {
  /** Milliseconds from the navigation until `selector` was painted, could be hit, and the thread was free. Looks only where the page changed. */
  usable: (selector) =>
    new Promise((done) => {
      const isOnTop = (found) => {
        const box = found.getBoundingClientRect()
        return found.contains(document.elementFromPoint(box.x + 20, box.y + box.height / 2))
      }
      const look = () => {
        const found = document.querySelector(selector)
        if (!found) return
        watch.disconnect()
        const afterPaint = () =>
          setTimeout(() => (isOnTop(found) ? done(performance.now()) : requestAnimationFrame(afterPaint)))
        requestAnimationFrame(afterPaint)
      }
      const watch = new MutationObserver(look)
      watch.observe(document, { childList: true, subtree: true })
      look()
    }),

  /** Notes the time between frames, and in how many of every tenth there was no `.grid-row` at a point where one belongs. */
  watchFrames: (x, y) => {
    const noted = { frames: [], empty: 0 }
    let last
    const each = (now) => {
      if (last !== undefined) noted.frames.push(now - last)
      last = now
      // Not in every frame: to ask costs a layout.
      if (noted.frames.length % 10 === 9 && !document.elementFromPoint(x, y)?.closest('.grid-row'))
        noted.empty += 1
      requestAnimationFrame(each)
    }
    requestAnimationFrame(each)
    batonBench.frames = () => noted
  },

  /** Waits for the pointer to be let go; `stood` then has the milliseconds until the card rests in its new column, painted, and in no other. */
  watchDrop: (id, from, to) => {
    const inColumn = (name) =>
      document.querySelector(`.board-column[aria-label="${name}"] .board-card a[href$="${id}"]`)
    const stands = () => {
      const card = inColumn(to)?.closest('.board-card')
      return card && !card.hasAttribute('data-dragging') && !inColumn(from)
    }
    batonBench.stood = new Promise((done) => {
      const letGo = ({ timeStamp }) => {
        const look = () => {
          if (stands())
            setTimeout(() => done(performance.now() - timeStamp)) // after the paint of this frame
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      }
      addEventListener('pointerup', letGo, { capture: true, once: true })
    })
  },
}
