import { t } from "@lingui/core/macro";
import type { AzureCloud } from "../bindings/AzureCloud";
import { CaField } from "../connection/CaField";
import { Select, TextField } from "../parts";
import { PathStyle, type PlaceFieldsProps } from "./PlaceFields";

const CLOUDS: readonly { id: AzureCloud; text: string; host: string; authority: string }[] = [
  { id: "public", text: t`Public`, host: "blob.core.windows.net", authority: "https://login.microsoftonline.com" },
  {
    id: "us_government",
    text: t`US Government`,
    host: "blob.core.usgovcloudapi.net",
    authority: "https://login.microsoftonline.us",
  },
  {
    id: "china",
    text: t`China (21Vianet)`,
    host: "blob.core.chinacloudapi.cn",
    authority: "https://login.chinacloudapi.cn",
  },
];

type Props = Pick<PlaceFieldsProps, "draft" | "onChange">;

/** What few places need: another endpoint, another cloud, a proxy, a certificate authority. */
export function MoreFields({ draft, onChange }: Props) {
  if (draft.kind === "folder") return null;
  return (
    <>
      {draft.kind === "amazon" && <PathStyle draft={draft} onChange={onChange} />}
      {draft.kind === "azure" && <CloudFields draft={draft} onChange={onChange} />}
      {draft.kind === "gcs" && (
        <TextField
          label={t`Endpoint`}
          value={draft.endpoint}
          onChange={(endpoint) => onChange({ endpoint })}
          placeholder="https://storage.googleapis.com"
          help={t`For a private endpoint. Usually empty.`}
          mono
        />
      )}
      <TextField
        label={t`Proxy`}
        value={draft.proxy}
        onChange={(proxy) => onChange({ proxy })}
        placeholder="http://proxy.example.com:3128"
        help={t`Empty: as the system says.`}
        mono
      />
      <CaField value={draft.caPem} onChange={(caPem) => onChange({ caPem })} />
    </>
  );
}

function CloudFields({ draft, onChange }: Props) {
  const cloud = CLOUDS.find(({ id }) => id === draft.cloud);
  return (
    <>
      <div className="form-pair even">
        <Select label={t`Cloud`} options={CLOUDS} value={draft.cloud} onChange={(id) => onChange({ cloud: id })} />
        <TextField
          label={t`Sign-in address`}
          value={draft.authority}
          onChange={(authority) => onChange({ authority })}
          placeholder={cloud?.authority ?? ""}
          help={t`Empty: the cloud's.`}
          mono
        />
      </div>
      <TextField
        label={t`Endpoint`}
        value={draft.endpoint}
        onChange={(endpoint) => onChange({ endpoint })}
        placeholder={`https://${draft.account.trim() || "account"}.${cloud?.host ?? ""}`}
        help={t`For a private endpoint. Usually empty.`}
        mono
      />
    </>
  );
}
