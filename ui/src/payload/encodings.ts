import type { Decoding } from "../bindings/Decoding";

/** How a string may be encoded, in words. */
export const ENCODINGS: Record<Decoding, { readonly name: string; readonly open: string }> = {
  text: { name: "text", open: "Open as text" },
  json: { name: "JSON", open: "Open JSON" },
  base64: { name: "base64", open: "Decode base64" },
  jwt: { name: "JSON Web Token", open: "Read token" },
  url: { name: "URL encoding", open: "Decode URL" },
  data_url: { name: "data: URL", open: "Open data: URL" },
};

/** In the order of a menu. */
export const DECODINGS: readonly Decoding[] = ["text", "json", "base64", "jwt", "url", "data_url"];
