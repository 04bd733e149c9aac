import { t } from "@lingui/core/macro";
import type { Decoding } from "../bindings/Decoding";

/** How a string may be encoded, in words. */
export const ENCODINGS: Record<Decoding, { readonly name: string; readonly open: string }> = {
  text: { name: t`text`, open: t`Open as text` },
  json: { name: "JSON", open: t`Open JSON` },
  base64: { name: "base64", open: t`Decode base64` },
  jwt: { name: "JSON Web Token", open: t`Read token` },
  url: { name: t`URL encoding`, open: t`Decode URL` },
  data_url: { name: t`data: URL`, open: t`Open data: URL` },
};

/** In the order of a menu. */
export const DECODINGS: readonly Decoding[] = ["text", "json", "base64", "jwt", "url", "data_url"];
