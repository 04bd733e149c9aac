import { t } from "@lingui/core/macro";
import type { TextFile } from "./bindings/TextFile";
import { tell } from "./parts";
import { platform } from "./platform";

/** Lets the user keep a text as a file, and says where it is. */
export async function saveFile({ name, text }: TextFile): Promise<void> {
  const path = await platform.saveFile(name, new TextEncoder().encode(text));
  if (path !== null) tell(t`${name} saved`, path);
}
