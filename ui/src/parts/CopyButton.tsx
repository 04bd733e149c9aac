import { t } from "@lingui/core/macro";
import { useEffect, useState } from "react";
import { platform } from "../platform";
import { toRpcError } from "../rpc";
import { IconButton } from "./Button";
import { tellError } from "./Toast";

/** Copies a text and says so by its icon for a moment. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      icon={copied ? "check" : "copy"}
      label={copied ? t`Copied` : label}
      size="small"
      onPress={() => {
        platform.copyText(text).then(
          () => setCopied(true),
          (error: unknown) => tellError(toRpcError(error)),
        );
      }}
    />
  );
}
