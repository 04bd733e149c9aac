/** How far an arrow key moves the handle. */
export const SPLIT_STEP = 0.02;

/** The share of the second pane so that both keep their least size (CSS pixels) within `length`; half each where they cannot. */
export function clampShare(share: number, length: number, least: readonly [number, number]): number {
  if (length <= 0) return share;
  const low = least[1] / length;
  const high = 1 - least[0] / length;
  return low > high ? 0.5 : Math.min(high, Math.max(low, share));
}
