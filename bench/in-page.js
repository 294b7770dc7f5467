// Runs in the page before its own scripts: what `cases/browser.ts` wants to know can only be seen from inside.
globalThis.batonBench = {
  /** Milliseconds from the navigation until `selector` was painted, could be hit, and the thread was free. */
  usable: (selector) =>
    new Promise((done) => {
      const look = () => {
        const found = document.querySelector(selector)
        const box = found?.getBoundingClientRect()
        const top = box && document.elementFromPoint(box.x + 20, box.y + box.height / 2)
        if (found?.contains(top ?? null))
          requestAnimationFrame(() => setTimeout(() => done(performance.now())))
        else requestAnimationFrame(look)
      }
      look()
    }),

  /** Notes the time between frames, and how many frames had no `.grid-row` at a point where one belongs. */
  watchFrames: (x, y) => {
    const noted = { frames: [], empty: 0 }
    let last
    const each = (now) => {
      if (last !== undefined) noted.frames.push(now - last)
      last = now
      if (!document.elementFromPoint(x, y)?.closest('.grid-row')) noted.empty += 1
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
