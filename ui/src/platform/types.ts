import type { Event } from "../bindings/Event";

/** Files over the window: they came or moved, left again, or were dropped. */
export type FileDrag = { type: "over" } | { type: "left" } | { type: "dropped"; paths: string[] };

/** How the program around the window starts and closes. */
export interface Program {
  /** Whether closing the window leaves it running; `null`: it asks when that matters. */
  keepsRunning: boolean | null;
  /** Whether it starts at login; `null`: the system does not tell. */
  startsAtLogin: boolean | null;
  /** Whether a tray icon leads back to it. Without one, closing the window ends it. */
  hasTray: boolean;
  /** The size of what the window shows, in per cent. */
  zoom: number;
}

/** The program around the window. */
export interface ProgramHost {
  read(): Promise<Program>;
  change(change: Partial<Pick<Program, "keepsRunning" | "startsAtLogin" | "zoom">>): Promise<Program>;
  /** Tells when the window was closed and the user is to be asked whether the program goes on, until the returned function is called. */
  onClosing(handler: () => void): Promise<() => void>;
  /** The user's answer; `null`: the window stays. */
  answerClosing(keepsRunning: boolean | null): Promise<void>;
}

/** Everything the window needs from outside. The rest of the code asks this interface and never knows which host it runs in. */
export interface Platform {
  /** What hosts the window: the desktop shell, or an http host behind an ordinary browser. */
  readonly kind: "tauri" | "http";
  /** Whether `chooseFolder` and `chooseFiles` can work here. Where they cannot, the user types the path. */
  readonly canChooseFiles: boolean;
  /** `null` where there is none: closing the tab of a browser ends nothing. */
  readonly program: ProgramHost | null;
  /** Runs a command of the core. Rejects with the core's `WireError` as it came. */
  call(command: string, request: unknown): Promise<unknown>;
  /** Delivers the core's events until the returned function is called. Resolves when no event can be missed any more. */
  listen(handler: (event: Event) => void): Promise<() => void>;
  /** Opens a page in the user's browser. */
  openUrl(url: string): Promise<void>;
  /** Whether `showFile` can work here. */
  readonly canShowFiles: boolean;
  /** Shows a file in its folder, in the system's file manager. */
  showFile(path: string): Promise<void>;
  /** Lets the user choose a folder; `null` when the dialog was closed. */
  chooseFolder(title: string): Promise<string | null>;
  /** Lets the user choose files; `null` when the dialog was closed. */
  chooseFiles(title: string): Promise<string[] | null>;
  /** Lets the user keep bytes as a file; where it was written, `null` when the dialog was closed. */
  saveFile(name: string, bytes: Uint8Array): Promise<string | null>;
  /** Tells of files that are dragged over the window and dropped on it, until the returned function is called. */
  onFilesDragged(handler: (drag: FileDrag) => void): Promise<() => void>;
  /** The link that the system handed to the program, where one waits; it is handed out once. */
  takeLink(): Promise<string | null>;
  /** Tells that a link waits, until the returned function is called. */
  onLink(handler: () => void): Promise<() => void>;
  /** Puts text on the clipboard. */
  copyText(text: string): Promise<void>;
}
