/** A list that has not come after so many frames has nothing to choose from. */
const mostFrames = 60;

/**
 * Presses `keys` in a combobox that was just opened, as soon as its list is in the document: before, they would step
 * through nothing. `done` is called before they are pressed, or when the list does not come. Returns what calls it off.
 */
export function replayKeys(control: HTMLElement, keys: readonly string[], done: () => void): () => void {
  let frame = 0;
  const look = (framesLeft: number) => {
    // The combobox names its list only when it is drawn again. No other can be open.
    const isListed = document.querySelector("[role=listbox] [role=option]") !== null;
    if (!isListed && framesLeft > 0) {
      frame = requestAnimationFrame(() => look(framesLeft - 1));
      return;
    }
    done();
    if (!isListed) return;
    for (const key of keys)
      control.dispatchEvent(
        new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }),
      );
  };
  frame = requestAnimationFrame(() => look(mostFrames));
  return () => {
    cancelAnimationFrame(frame);
    done();
  };
}
