import { t } from "@lingui/core/macro";
import type { UsageHour } from "../../bindings/UsageHour";
import { formatCount } from "../../numbers";
import type { Sheet } from "../copy/sheet";
import { shortCount, WEEKDAYS } from "../words";
import { Chart } from "./Chart";
import { useMarks } from "./roving";
import { useWidth } from "./width";

interface Props {
  hours: readonly UsageHour[];
  zone: string;
  onHour: (weekday: number, hour: number) => void;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

const NAMES = 34;
const HEAD = 16;
const CELL = 20;

/** The hours of the week: the more calls, the stronger; the count in every cell that has room, errors as a corner. */
export function Hours({ hours, zone, onHour }: Props) {
  const { element, width } = useWidth();
  const words = (index: number) => {
    const cell = hours[index];
    if (!cell) return "";
    const { weekday, hour, calls, errors } = cell;
    return t`${WEEKDAYS[weekday] ?? ""} ${clock(hour)}–${clock(hour + 1)}: ${formatCount(calls)} calls, ${formatCount(errors)} errors`;
  };
  const open = (index: number) => {
    const cell = hours[index];
    if (cell && cell.calls > 0) onHour(cell.weekday, cell.hour);
  };
  const { drawing, mark, at } = useMarks(hours.length, 24, words, open);
  const most = Math.max(1, ...hours.map(({ calls }) => calls));
  const wide = Math.max(0, (width - NAMES) / 24);
  const sheet: Sheet = {
    title: t`Hours of the week`,
    columns: [t`Hour`, ...WEEKDAYS, t`Errors`],
    rows: Array.from({ length: 24 }, (_, hour) => {
      const of = hours.filter((cell) => cell.hour === hour);
      return [clock(hour), ...of.map(({ calls }) => calls), of.reduce((sum, { errors }) => sum + errors, 0)];
    }),
  };
  return (
    <Chart
      sheet={sheet}
      drawing={drawing}
      told={at === null ? null : words(at)}
      help={t`Calls by the clock in ${zone}. A corner marks errors.`}
    >
      <div ref={element}>
        <svg
          ref={drawing}
          className="usage-drawing"
          width={width}
          height={HEAD + 7 * CELL}
          role="group"
          aria-label={sheet.title}
        >
          {Array.from({ length: 24 }, (_, hour) => (
            <text key={hour} className="axis" x={NAMES + (hour + 0.5) * wide} y={11} textAnchor="middle">
              {hour % (wide < 22 ? 3 : 1) === 0 ? hour : ""}
            </text>
          ))}
          {WEEKDAYS.map((day, index) => (
            <text key={day} className="axis" x={0} y={HEAD + index * CELL + 14}>
              {day.slice(0, 3)}
            </text>
          ))}
          {hours.map(({ weekday, hour, calls, errors }, index) => {
            const [x, y] = [NAMES + hour * wide, HEAD + weekday * CELL];
            const share = calls / most;
            return (
              <g key={`${weekday} ${hour}`} {...mark(index)} className="mark">
                <rect className="cell ground" x={x} y={y} width={Math.max(0, wide - 1)} height={CELL - 1} />
                {calls > 0 && (
                  <rect
                    className="cell"
                    fillOpacity={0.06 + share * 0.42}
                    x={x}
                    y={y}
                    width={Math.max(0, wide - 1)}
                    height={CELL - 1}
                  />
                )}
                {calls > 0 && wide >= 24 && (
                  <text className="cell-count" x={x + wide / 2} y={y + 13} textAnchor="middle">
                    {shortCount(calls)}
                  </text>
                )}
                {errors > 0 && <path className="corner" d={`M${x + wide - 1},${y}h-5l5,5z`} />}
              </g>
            );
          })}
        </svg>
      </div>
    </Chart>
  );
}
