import { useEffect, useState } from "react";

/** A value once it has stayed the same for a while (milliseconds): for questions that are too dear for every key. */
export function useSettled<T>(value: T, millis: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), millis);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return settled;
}
