import { describe, expect, test } from "vitest";
import { DEFAULT_COLUMNS, clampWidth, moveColumn, toggleColumn } from "./columns";

const fields = (columns: readonly { field: string }[]) => columns.map((column) => column.field);

describe("columns", () => {
  test("moving keeps every column and stays inside", () => {
    const moved = moveColumn(DEFAULT_COLUMNS, 0, 2);
    expect(fields(moved).slice(0, 3)).toEqual(["actor", "operation", "time"]);
    expect(fields(moveColumn(DEFAULT_COLUMNS, 0, -1))).toEqual(fields(DEFAULT_COLUMNS));
    expect(new Set(fields(moveColumn(DEFAULT_COLUMNS, 3, 99)))).toEqual(new Set(fields(DEFAULT_COLUMNS)));
    expect(moveColumn(DEFAULT_COLUMNS, 3, 99).at(-1)?.field).toBe("server");
  });

  test("choosing adds at the end, choosing again takes away, the last column stays", () => {
    const more = toggleColumn(DEFAULT_COLUMNS, "ip");
    expect(more.at(-1)?.field).toBe("ip");
    expect(fields(toggleColumn(more, "ip"))).toEqual(fields(DEFAULT_COLUMNS));
    expect(toggleColumn([{ field: "time", width: 100 }], "time")).toEqual([{ field: "time", width: 100 }]);
  });

  test("a width stays within its bounds", () => {
    expect(clampWidth(-5)).toBe(48);
    expect(clampWidth(100.4)).toBe(100);
    expect(clampWidth(1e9)).toBe(1200);
  });
});
