//! What the services say that sign in to a storage: AWS STS and SSO, Google, Microsoft Entra and the metadata services of machines.
//!
//! Codes: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html>, <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>,
//! <https://learn.microsoft.com/entra/identity-platform/reference-error-codes>, RFC 6749 section 5.2. Microsoft warns that its codes may change:
//! the raw code and text are always shown, too.

use super::{CHECK_KEY, CHECK_SECRET, LATER, SET_CLOCK};
use super::{
    Rule,
    Topic::{Clock, Credentials, Network},
    last, passing, says,
};
use crate::error::ErrorCode::{StorageCredentials, StorageUnreachable};

const SECRET_VALUE: &str = "Paste the secret's value, not its id: both stand in the same table, the value only right after it was made. Otherwise make a new client secret.";
const NEW_SECRET: &str =
    "Make a new client secret at the application (\"Certificates & secrets\") and enter its value.";
const TENANT: &str = "Check the tenant id: it stands beside the client id in the application's overview.";
const CLIENT: &str = "Check the client id (it is the application's, not an object's) and the tenant id; both stand in the application's overview.";
const SIGN_IN_AGAIN: &str = "Sign in again on this machine with the cloud's own command line.";
const FEDERATION: &str =
    "Compare the issuer, subject and audience of the federated credential with those in the machine's token.";
const NEW_KEY: &str =
    "Make a new key at the service account and paste its file; check that the account is there and enabled.";
const TRUST: &str = "Check the role's trust policy: it must name this identity, with the right audience and subject.";
const SSO: &str = "Run `aws sso login` for this profile on this machine.";

#[rustfmt::skip] // One row a line, as a table.
pub(super) static RULES: &[Rule] = &[
    // AWS
    last("InvalidClientTokenId", Credentials, StorageCredentials, "AWS does not know the access key of `{who}`, or its session token is missing.", CHECK_KEY),
    last("UnrecognizedClientException", Credentials, StorageCredentials, "AWS does not know the access key of `{who}`, or its session token is missing.", CHECK_KEY),
    last("ExpiredTokenException", Credentials, StorageCredentials, "the session of `{who}` has ended.", SIGN_IN_AGAIN),
    last("UnauthorizedException", Credentials, StorageCredentials, "the sign-in of this profile has ended.", SSO),
    last("UnauthorizedSSOTokenException", Credentials, StorageCredentials, "the sign-in of this profile has ended.", SSO),
    last("ForbiddenException", Credentials, StorageCredentials, "this sign-in may not be that role in that account.", "Check account and role of the profile, and that the permission set is assigned."),
    last("InvalidIdentityToken", Credentials, StorageCredentials, "AWS does not accept the machine's web identity token.", "Check that the account has an identity provider for the token's issuer, and the token's audience."),
    last("IDPRejectedClaim", Credentials, StorageCredentials, "the identity provider rejects the machine's web identity token, or the token has ended.", TRUST),
    passing("IDPCommunicationError", "AWS could not reach the identity provider of the machine's token.", LATER),
    last("RegionDisabledException", Credentials, StorageCredentials, "the account has turned off signing in (STS) in this region.", "Turn STS on for the region in the account's settings, or use another region."),
    last("PackedPolicyTooLarge", Credentials, StorageCredentials, "the session's policies and tags are too large.", "Use fewer session tags."),
    last("MalformedPolicyDocument", Credentials, StorageCredentials, "the session's policy cannot be read.", "Correct it in the profile."),
    says("Signature expired", last("SignatureDoesNotMatch", Clock, StorageCredentials, "the request was too old when it arrived{there}.", SET_CLOCK)),
    says("Signature not yet current", last("SignatureDoesNotMatch", Clock, StorageCredentials, "the request came from the future{there}.", SET_CLOCK)),
    last("IncompleteSignature", Credentials, StorageCredentials, "the signature was changed on the way.", CHECK_SECRET),
    // Microsoft Entra
    last("AADSTS7000215", Credentials, StorageCredentials, "the client secret is wrong for the application `{who}`.", SECRET_VALUE),
    last("AADSTS7000222", Credentials, StorageCredentials, "the client secret of the application `{who}` has expired.", NEW_SECRET),
    last("AADSTS7000216", Credentials, StorageCredentials, "the client secret of the application `{who}` did not arrive.", NEW_SECRET),
    last("AADSTS7000218", Credentials, StorageCredentials, "the client secret of the application `{who}` did not arrive.", NEW_SECRET),
    last("AADSTS7000112", Credentials, StorageCredentials, "the application `{who}` is disabled.", "Enable it under \"Enterprise applications\" (\"Enabled for users to sign in\")."),
    last("AADSTS7000229", Credentials, StorageCredentials, "the application `{who}` has no service principal in this tenant.", "Add it under \"Enterprise applications\", for example with `az ad sp create --id CLIENT_ID`."),
    last("AADSTS700016", Credentials, StorageCredentials, "there is no application `{who}` in this tenant.", CLIENT),
    last("AADSTS700038", Credentials, StorageCredentials, "the client id is not one.", CLIENT),
    last("AADSTS90002", Credentials, StorageCredentials, "there is no such tenant.", TENANT),
    last("AADSTS900023", Credentials, StorageCredentials, "the tenant id is neither an id nor a domain.", TENANT),
    last("AADSTS900021", Credentials, StorageCredentials, "the tenant id is empty or all zeros.", TENANT),
    last("AADSTS90013", Credentials, StorageCredentials, "Entra does not accept a value of the sign-in.", CLIENT),
    last("AADSTS900144", Credentials, StorageCredentials, "a value of the sign-in is missing.", CLIENT),
    last("AADSTS9002313", Credentials, StorageCredentials, "Entra cannot read the sign-in.", CLIENT),
    last("AADSTS500011", Credentials, StorageCredentials, "the tenant does not know Azure Storage as a resource.", "Check that the cloud chosen (public, US Government, China) is the tenant's, and that it has a subscription."),
    last("AADSTS500014", Credentials, StorageCredentials, "the resource or the application is disabled in this tenant.", "Ask who administers the tenant."),
    last("AADSTS50105", Credentials, StorageCredentials, "the application `{who}` is not assigned to use this.", "Assign it under \"Enterprise applications\"."),
    last("AADSTS53003", Credentials, StorageCredentials, "a conditional access policy of the tenant blocks this sign-in.", "Ask who administers the tenant; the sign-in log there names the policy."),
    last("AADSTS530003", Credentials, StorageCredentials, "a conditional access policy of the tenant asks for a managed device.", "Ask who administers the tenant."),
    last("AADSTS530034", Credentials, StorageCredentials, "the tenant blocks this sign-in as a risk.", "Ask who administers the tenant."),
    last("AADSTS50020", Credentials, StorageCredentials, "the account that signed in on this machine is not in this tenant.", "Sign in with `az login --tenant TENANT_ID`, or enter the right tenant id."),
    last("AADSTS50034", Credentials, StorageCredentials, "the account that signed in on this machine is not in this tenant.", "Sign in with `az login --tenant TENANT_ID`, or enter the right tenant id."),
    last("AADSTS50057", Credentials, StorageCredentials, "the account that signed in on this machine is disabled.", "Ask who administers the tenant."),
    last("AADSTS50076", Credentials, StorageCredentials, "the tenant asks for a second factor.", "Sign in again with `az login`."),
    last("AADSTS50079", Credentials, StorageCredentials, "the tenant asks for a second factor to be set up.", "Sign in again with `az login`."),
    last("AADSTS50173", Credentials, StorageCredentials, "the sign-in on this machine was revoked, for example by a new password.", "Sign in again with `az login`."),
    last("AADSTS700082", Credentials, StorageCredentials, "the sign-in on this machine has ended, because it was not used for 90 days.", "Sign in again with `az login`."),
    last("AADSTS70043", Credentials, StorageCredentials, "the sign-in on this machine has ended by a rule of the tenant.", "Sign in again with `az login`."),
    last("AADSTS700024", Clock, StorageCredentials, "the machine's token is outside of its time.", SET_CLOCK),
    last("AADSTS700027", Credentials, StorageCredentials, "the certificate or token that signs in is not one the application `{who}` knows.", "Add the certificate to the application, or use a client secret."),
    last("AADSTS70021", Credentials, StorageCredentials, "the application `{who}` has no federated credential for the machine's token.", FEDERATION),
    last("AADSTS700211", Credentials, StorageCredentials, "the application `{who}` has no federated credential for the issuer of the machine's token.", FEDERATION),
    last("AADSTS700212", Credentials, StorageCredentials, "the application `{who}` has no federated credential for the audience of the machine's token.", FEDERATION),
    last("AADSTS700213", Credentials, StorageCredentials, "the application `{who}` has no federated credential for the subject of the machine's token.", FEDERATION),
    last("AADSTS1002016", Network, StorageUnreachable, "Entra asks for TLS 1.2 or newer.", "Look at the proxy in between."),
    passing("AADSTS90033", "Entra is not available at the moment.", LATER),
    passing("AADSTS90024", "Entra is busy.", LATER),
    passing("AADSTS50196", "Entra stopped a loop of sign-ins.", LATER),
    // Managed identities. <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>
    says("Identity not found", last("invalid_request", Credentials, StorageCredentials, "this machine has no managed identity, or not this one.", "Turn the system's identity on or assign the user's, and enter the client id where there are several.")),
    says("Multiple user assigned identities", last("invalid_request", Credentials, StorageCredentials, "this machine has several managed identities.", "Enter the client id of the one to be.")),
    last("identity_not_found", Credentials, StorageCredentials, "this machine has no managed identity, or not this one.", "Turn the system's identity on or assign the user's, and enter the client id where there are several."),
    // Google
    says("Invalid JWT Signature", last("invalid_grant", Credentials, StorageCredentials, "the key of `{who}` was deleted at Google.", NEW_KEY)),
    says("short-lived token", last("invalid_grant", Clock, StorageCredentials, "this machine's clock is off: Google does not accept the times in the sign-in{there}.", SET_CLOCK)),
    says("iat and exp", last("invalid_grant", Clock, StorageCredentials, "this machine's clock is off: Google does not accept the times in the sign-in{there}.", SET_CLOCK)),
    says("account not found", last("invalid_grant", Credentials, StorageCredentials, "there is no service account `{who}` any more.", NEW_KEY)),
    says("deleted", last("invalid_grant", Credentials, StorageCredentials, "the account `{who}` was deleted.", NEW_KEY)),
    says("disabled", last("invalid_grant", Credentials, StorageCredentials, "the account `{who}` is disabled.", "Enable it, or use another one.")),
    says("expired or revoked", last("invalid_grant", Credentials, StorageCredentials, "the sign-in on this machine has ended or was revoked.", "Run `gcloud auth application-default login` on this machine.")),
    says("reauth", last("invalid_grant", Credentials, StorageCredentials, "Google asks to sign in on this machine again.", "Run `gcloud auth application-default login` on this machine.")),
    last("disabled_client", Credentials, StorageCredentials, "the application that signed in on this machine is disabled.", SIGN_IN_AGAIN),
    last("deleted_client", Credentials, StorageCredentials, "the application that signed in on this machine was deleted.", SIGN_IN_AGAIN),
    last("admin_policy_enforced", Credentials, StorageCredentials, "a rule of the organisation forbids this sign-in.", "Ask who administers it."),
    last("org_internal", Credentials, StorageCredentials, "this sign-in is for members of one organisation only.", "Ask who administers it."),
    // Any of them, RFC 6749
    last("invalid_client", Credentials, StorageCredentials, "the sign-in service `{host}` does not know `{who}` or does not accept its secret.", "Check the id and the secret."),
    last("invalid_grant", Credentials, StorageCredentials, "the sign-in service `{host}` does not accept what signs in as `{who}`.", "Check the key, and this machine's clock; after a long pause sign in again."),
    last("unauthorized_client", Credentials, StorageCredentials, "`{who}` may not sign in this way.", "Check the kind of the account or application."),
    last("invalid_scope", Credentials, StorageCredentials, "`{who}` may not ask for access to a storage.", "Check that the cloud chosen (public, US Government, China) is the right one."),
    last("invalid_resource", Credentials, StorageCredentials, "the sign-in service `{host}` does not know this storage.", "Check that the cloud chosen (public, US Government, China) is the right one."),
    last("access_denied", Credentials, StorageCredentials, "the sign-in service `{host}` refuses `{who}`.", "Ask who administers the account."),
    last("invalid_request", Credentials, StorageCredentials, "the sign-in service `{host}` cannot read the sign-in.", "Check the ids, and that the sign-in address is the right one."),
    last("unsupported_grant_type", Credentials, StorageCredentials, "the sign-in service `{host}` does not know this way to sign in.", "Check the sign-in address."),
    passing("temporarily_unavailable", "the sign-in service is not available at the moment.", LATER),
    passing("slow_down", "the sign-in service asks to slow down and did not recover in time.", LATER),
    passing("server_error", "the sign-in service had an error of its own.", LATER),
];
