//! Who signs in.

use auditdesk_core::api::wire::{CheckResult, Place, Secret};
use chrono::TimeDelta;

use crate::{
    case::Try,
    faulty::{amazon, refusing},
    rights::azure,
    servers::{
        Key,
        azurite::Azurite,
        entra::{self, Entra},
        garage::Garage,
        gcs::{Gcs, Role},
        s3s_fs::S3sFs,
        scripted::{Answer, Scripted},
    },
};

async fn saying(code: &'static str, status: u16, words: &'static str) -> CheckResult {
    let server = Scripted::start(refusing(move || Answer::error(status, code, words))).await;
    Try::new(server.bucket(), server.key().secret()).run_and_export().await
}

/// Azurite with an application; what of it is changed.
async fn application(change: impl FnOnce(&mut String, &mut String, &mut String)) -> CheckResult {
    let (azurite, entra) = (Azurite::start().await, Entra::start().await);
    let mut place = azurite.container_by(&entra);
    let mut secret = entra::SECRET.to_owned();
    let Place::Azure { tenant_id, client_id, .. } = &mut place else { unreachable!("it is Azure's") };
    change(tenant_id, client_id, &mut secret);
    Try::new(place, Secret::new(secret)).run_and_export().await
}

cases! {
    unknown_key: "The access key is unknown (Garage)", Fails, "Credentials", "does not know the access key `GKdddddddddddddddddddddddd`", "typing errors" => async {
        let garage = Garage::start();
        let nobody = Key { id: "GKdddddddddddddddddddddddd".into(), secret: "d".repeat(64) };
        Try::new(garage.bucket(&nobody), nobody.secret()).run_and_export().await
    };
    wrong_secret: "The secret is wrong (Garage)", Fails, "Credentials", "secret does not belong to the access key", "Enter the secret access key again" => async {
        let garage = Garage::start();
        let wrong = Key { secret: "e".repeat(64), ..garage.write_only.clone() };
        Try::new(garage.bucket(&wrong), wrong.secret()).run_and_export().await
    };
    wrong_secret_elsewhere: "The secret is wrong (s3s-fs)", Fails, "Credentials", "secret does not belong to the access key", "Enter the secret access key again" => async {
        let server = S3sFs::start();
        let wrong = Key { secret: "wrong".into(), ..server.key.clone() };
        Try::new(server.bucket(&wrong), wrong.secret()).run_and_export().await
    };
    ended_session: "The session of temporary credentials has ended", Fails, "Credentials", "session of the credentials has ended", "Get new credentials" =>
        saying("ExpiredToken", 400, "The provided token has expired.");
    secret_ends_soon: "The secret ends in three days", Unsafe, "Identity", "The secret ends on", "Make a new one" => async {
        let server = Scripted::start(amazon(|_| None)).await;
        let mut ending = Try::new(server.bucket(), server.key().secret());
        ending.lasts = Some(TimeDelta::days(3));
        ending.run().await
    };
    wrong_account_key: "Azure: the account key is wrong (Azurite)", Fails, "Credentials", "does not accept the sign-in with the key of the account", "Copy one of the two keys" => async {
        let azurite = Azurite::plain().await;
        Try::new(azurite.container(), Secret::new("d3Jvbmcga2V5IG9mIHRoZSBhY2NvdW50")).run_and_export().await
    };
    keys_turned_off: "Azure: the account does not allow keys", Fails, "Credentials", "does not allow signing in with its keys", "Sign in as an application" =>
        azure("KeyBasedAuthenticationNotPermitted", "Key based authentication is not permitted on this storage account.");
        wrong_client_secret: "Azure: the client secret is wrong, often its id (Entra)", Fails, "Credentials", "client secret is wrong for the application", "not its id" =>
        application(|_, _, secret| *secret = "the-id-of-the-secret".into());
    expired_client_secret: "Azure: the client secret has expired (Entra)", Fails, "Credentials", "client secret of the application `4d856d1f-8648-456c-9bb2-f36273bbe4e3` has expired", "Make a new client secret" =>
        application(|_, _, secret| *secret = entra::EXPIRED_SECRET.into());
    unknown_application: "Azure: the client id is not in the tenant (Entra)", Fails, "Credentials", "is no application `00000000-0000-0000-0000-00000000abcd` in this tenant", "Check the client id" =>
        application(|_, client, _| *client = "00000000-0000-0000-0000-00000000abcd".into());
    unknown_tenant: "Azure: the tenant does not exist (Entra)", Fails, "Credentials", "is no such tenant", "Check the tenant id" =>
        application(|tenant, _, _| *tenant = "11111111-0000-0000-0000-000000000000".into());
    revoked_key: "Google: the service account's key was deleted", Fails, "Credentials", "does not accept the sign-in of `creator@auditdesk-tests.iam.gserviceaccount.com`", "make a new key" => async {
        let gcs = Gcs::start().await;
        Try::new(gcs.bucket(), Secret::new(gcs.revoked(Role::ObjectCreator))).run_and_export().await
    };
}
