//! Destinations of every kind against the servers of this machine: the test is red, what it says is mended, the test is green.

use std::fs;

use auditdesk_window_tests::{Result, Stage, Window};

use super::{
    servers::{
        azurite::{self, Azurite},
        garage::{self, Garage},
        gcs::{self, Gcs, Role},
    },
    steps,
};

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: scripts/test-window"]
async fn a_bucket_with_a_wrong_secret_and_a_wrong_region_is_mended() -> Result {
    let (stage, garage) = (Stage::new()?, Garage::start());
    let window = open_form(&stage).await?;
    window.shot("destination-new").await?;
    window.select("Where", "S3-compatible storage").await?;
    window.fill("Endpoint", &format!("http://{}", garage.address)).await?;
    window.fill("Bucket", garage::BUCKET).await?;
    window.fill("Region", "eu-central-1").await?;
    window.fill("Access key id", &garage.write_only.id).await?;
    window.fill("Secret access key", &"e".repeat(64)).await?;
    window.fill("Name", "Cellar").await?;

    test(&window, "Fails").await?;
    red(&window, "Region").await?;
    window.shot("destination-wrong-region").await?;
    window.press(&format!("Use {}", garage::REGION)).await?;
    concluded(&window, "Fails").await?;
    red(&window, "Credentials").await?;
    window.shot("destination-wrong-secret").await?;
    window.fill("Secret access key", &garage.write_only.secret).await?;
    test(&window, "Works, write-only").await?;
    window.shot("destination-write-only").await?;
    window.press("Add").await?;
    assert_eq!(garage.objects().await, Vec::<String>::new(), "no test left anything");

    // A test that was green in the form is repeated for the list, where it can be read again.
    window.press("Works, write-only: show the last test of Cellar").await?;
    concluded(&window, "Works, write-only").await?;
    window.see_text("Destinations in use are tested again every day").await?;
    window.shot("destination-last-test").await?;
    drop(garage);
    window.press("Test again").await?;
    concluded(&window, "Fails").await?;
    close(&window).await?;
    window.see("//*[@role='tab'][starts-with(normalize-space(.), 'Destinations')]//*[contains(., 'Cellar')]").await?;
    window.see("//nav[@aria-label='Pages']//*[contains(., 'Its last test failed')]").await?;
    window.size(1280, 800).await?;
    window.shot("destinations").await?;
    window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: scripts/test-window"]
async fn a_container_that_is_not_there_is_mended() -> Result {
    let (stage, azurite) = (Stage::new()?, Azurite::start().await);
    let window = open_form(&stage).await?;
    window.select("Where", "Azure Blob Storage").await?;
    window.fill("Storage account", azurite::ACCOUNT).await?;
    window.fill("Container", "exprots").await?;
    window.fill("Account key", &azurite.shared_key).await?;
    window.fill("Name", "Blobs").await?;
    window.press("More").await?;
    window.fill("Endpoint", &azurite.endpoint).await?;
    window.choose("Trust an additional certificate authority").await?;
    window.paste("Certificate (PEM)", &azurite.authority).await?;

    test(&window, "Fails").await?;
    red(&window, "Bucket").await?;
    window.shot("destination-azure-missing").await?;
    window.fill("Container", azurite::CONTAINER).await?;
    // The key of the account may do everything, and an emulator knows no smaller one.
    test(&window, "Works, but unsafe").await?;
    window.shot("destination-azure").await?;
    window.press("Add").await?;
    listed(&window, "Blobs", &format!("azure://{}/{}/", azurite::ACCOUNT, azurite::CONTAINER)).await?;
    // The test that is repeated for the list is over, too.
    window.see("//button[@aria-label='Works, but unsafe: show the last test of Blobs']").await?;
    assert_eq!(azurite.blobs().await, Vec::<String>::new(), "no test left anything");
    window.close().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs a display: scripts/test-window"]
async fn a_key_file_that_google_took_back_is_replaced() -> Result {
    let (stage, gcs) = (Stage::new()?, Gcs::start().await);
    let window = open_form(&stage).await?;
    window.select("Where", "Google Cloud Storage").await?;
    window.fill("Bucket", gcs::BUCKET).await?;
    window.paste("Key file (JSON)", &gcs.revoked(Role::ObjectCreator)).await?;
    window.see_text(&format!("Key of {}.", Role::ObjectCreator.email())).await?;
    window.fill("Name", "Google").await?;
    window.press("More").await?;
    window.fill("Endpoint", &gcs.endpoint).await?;

    test(&window, "Fails").await?;
    red(&window, "Credentials").await?;
    window.shot("destination-gcs-revoked").await?;
    window.paste("Key file (JSON)", &gcs.service_account(Role::ObjectCreator)).await?;
    test(&window, "Works, write-only").await?;
    window.see_text("Not proven: that the storage refuses a second object of the same key").await?;
    window.shot("destination-gcs").await?;
    window.press("Prove by writing an object that stays").await?;
    window.see_text("Left behind: ").await?;
    concluded(&window, "Works, write-only").await?;
    window.shot("destination-gcs-left").await?;
    window.press("Add").await?;
    listed(&window, "Google", &format!("gs://{}/", gcs::BUCKET)).await?;
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn a_folder_that_is_not_there_is_mended() -> Result {
    let stage = Stage::new()?;
    let exports = stage.exports();
    let window = open_form(&stage).await?;
    window.select("Where", "Folder on this computer").await?;
    window.fill("Folder", &exports.join("share").display().to_string()).await?;
    window.fill("Name", "Share").await?;

    test(&window, "Fails").await?;
    red(&window, "Folder").await?;
    window.shot("destination-folder-missing").await?;
    fs::create_dir(exports.join("share"))?;
    test(&window, "Works").await?;
    window.press("Add").await?;
    listed(&window, "Share", &exports.join("share").display().to_string()).await?;
    assert_eq!(fs::read_dir(exports.join("share"))?.count(), 0, "no test left anything");
    window.close().await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs a display: scripts/test-window"]
async fn the_form_says_who_this_machine_is_before_anything_is_saved() -> Result {
    let (stage, folder) = (Stage::new()?, tempfile::tempdir()?);
    let config = folder.path().join("config");
    fs::write(
        &config,
        "[profile audit]\nregion = eu-central-1\naws_access_key_id = AKIDJOURNEY\naws_secret_access_key = of-nobody\n",
    )?;
    let path = config.display().to_string();
    let variables = [("AWS_CONFIG_FILE", &*path), ("AWS_EC2_METADATA_DISABLED", "true")];
    let window = stage.open_with(&variables).await?;
    steps::create_workspace(&window).await?;
    add(&window).await?;
    window.choose("Identity of this machine").await?;
    window.see("//*[@aria-label='Identity of this machine'][contains(., 'No identity found')]").await?;
    window.shot("identity-none").await?;
    window.fill("Profile", "audit").await?;
    window.see("//*[@aria-label='Identity of this machine'][contains(., 'AKIDJOURNEY')][contains(., 'audit')]").await?;
    window.shot("identity-found").await?;
    window.press("Use its region, eu-central-1").await?;
    window.see("//input[@value='eu-central-1']").await?;
    window.close().await?;
    Ok(())
}

/// A window with the form for a new destination.
async fn open_form(stage: &Stage) -> Result<Window> {
    let window = stage.open().await?;
    steps::create_workspace(&window).await?;
    add(&window).await?;
    Ok(window)
}

async fn add(window: &Window) -> Result {
    // A new workspace opens with the wizard for a source.
    window.press("Close").await?;
    window.press("Exports").await?;
    window.press("Destinations").await?;
    window.press("Add destination").await?;
    window.see_part("Setup at the storage").await.map(drop)
}

/// Tests the connection and waits for what the test comes to.
async fn test(window: &Window, conclusion: &str) -> Result {
    window.press("Test connection").await?;
    concluded(window, conclusion).await
}

async fn concluded(window: &Window, conclusion: &str) -> Result {
    let badge = format!("*[contains(@class, 'badge')][normalize-space(.)='{conclusion}']");
    window
        .see(&format!("//*[@aria-label='Connection test'][@aria-busy='false']//*[@role='status']//{badge}"))
        .await
        .map(drop)
}

/// Waits for a line of the test that failed.
async fn red(window: &Window, title: &str) -> Result {
    let line = "//*[@aria-label='Connection test']//li[contains(@class, 'fail')]";
    window.see(&format!("{line}//strong[normalize-space(.)='{title}']")).await.map(drop)
}

/// Waits for a destination in the list.
async fn listed(window: &Window, name: &str, address: &str) -> Result {
    window.see(&format!("//*[@role='row'][contains(., '{name}')][contains(., '{address}')]")).await.map(drop)
}

/// Closes the dialog by the button at its foot.
async fn close(window: &Window) -> Result {
    window.click("//*[@role='dialog']//footer//button[normalize-space(.)='Close']").await?;
    window.see_gone("//*[@role='dialog']").await
}
