import { http } from "./http";
import { tauri } from "./tauri";
import type { Platform } from "./types";

export type { FileDrag, Platform, Program, ProgramHost } from "./types";

/** The host this window runs in. The shell puts `__TAURI_INTERNALS__` on the window before any script runs. */
export const platform: Platform = typeof window !== "undefined" && "__TAURI_INTERNALS__" in window ? tauri : http;
