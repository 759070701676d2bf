import { useEffect, useMemo, useRef, useState } from 'react';

/** After this long without a movement nobody's hand is on the rows any more. */
const REST_MS = 4000;

/**
 * Whether somebody is just about to do something in the rows, with the pointer or the keyboard. `takeAway` is for those
 * who say themselves that they are not.
 */
export function useHand() {
  const [isThere, setThere] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const hand = useMemo(() => {
    const leave = () => {
      clearTimeout(timer.current);
      setThere(false);
    };
    const touch = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(leave, REST_MS);
      setThere(true);
    };
    const handlers = {
      onPointerMove: touch,
      onPointerLeave: leave,
      onFocus: touch,
      onBlur: leave,
      onKeyDown: touch,
    };
    return { handlers, takeAway: leave };
  }, []);
  return { isThere, ...hand };
}
