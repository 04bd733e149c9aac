/**
 * The rank of the first row at or past a moment, in rows ordered by time. A search by halves over single rows: 24 short questions for ten million
 * entries, where an index by time would have to be a command of its own.
 *
 * @param timeAt the time of the row at a rank, `undefined` where there is none any more
 */
export async function seekTime(
  rows: number,
  descending: boolean,
  moment: number,
  timeAt: (rank: number) => Promise<number | undefined>,
): Promise<number> {
  let low = 0;
  let high = rows;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // Each answer decides the next question.
    // oxlint-disable-next-line no-await-in-loop
    const time = await timeAt(middle);
    const before = time !== undefined && (descending ? time > moment : time < moment);
    if (before) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(0, rows - 1));
}
