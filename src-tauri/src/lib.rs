//! The shell: the only code that names `tauri`. Everything the product does is in `auditdesk-core`.

mod choices;
mod closing;
mod due;
mod events;
mod lifecycle;
mod login;
mod notices;
mod power;
mod program;
mod rpc;
mod save;
mod tray;
mod window;

use std::{path::PathBuf, sync::Arc};

use auditdesk_core::api::{
    Desk, Folders, SamplePlatforms, StartSample,
    wire::{Empty, Secret, WorkspaceState},
};
use tauri::Manager;

/// Opens the window and runs until the user quits.
pub fn run() {
    let arguments = Arguments::of(std::env::args().skip(1));
    tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::from_env("AUDITDESK_LOG")).init();
    let folders = match arguments.workspace {
        Some(folder) => Folders::at(folder),
        None => Folders::default_for_user(),
    };
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| {
            // A start at login asks for no window.
            if !arguments.iter().any(|argument| argument == login::HIDDEN) {
                window::show(app);
            }
        }))
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_notification::init())
        .setup(move |app| {
            app.manage(choices::Kept::read(&folders.workspace));
            let desk = Desk::new(folders, sample());
            app.manage(desk.clone());
            events::forward(app.handle().clone(), &desk);
            lifecycle::stop_on_signals(app.handle().clone());
            let (starting, handle) = (desk.clone(), app.handle().clone());
            tauri::async_runtime::spawn(async move {
                let opened = if arguments.sample {
                    starting.sample_open(Empty {}).await.map(drop)
                } else {
                    starting.resume().await
                };
                if let Err(error) = opened {
                    tracing::error!(%error, "no workspace was opened at the start");
                }
                if arguments.hidden {
                    let status = starting.workspace_status(Empty {}).await;
                    let opened = status.is_ok_and(|status| status.state == WorkspaceState::Open);
                    closing::start_hidden(handle, opened).await;
                }
            });
            tray::start(app, &desk);
            notices::watch(app.handle().clone(), &desk);
            power::watch(&desk);
            due::start(&desk);
            login::refresh();
            if !arguments.hidden {
                window::open(app.handle())?;
            }
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            rpc::rpc,
            save::save_file,
            program::program_read,
            program::program_change,
            program::program_closing
        ])
        .build(tauri::generate_context!())
        .expect("the configuration is checked when it is built, and the window system is present");
    app.run(lifecycle::on_event);
}

/// Starts the sample workspace's platforms in this process.
fn sample() -> StartSample {
    Arc::new(|folder| {
        Box::pin(async move {
            let sample = auditdesk_standin::sample(&folder).await?;
            let podwarden = &sample.podwarden;
            Ok(SamplePlatforms {
                obot: (sample.obot.url(), Secret::new(sample.obot.api_key())),
                podwarden: (podwarden.url(), Secret::new(podwarden.token()), podwarden.token_name().to_owned()),
                airbyte: sample.airbyte.clone(),
                airkit: sample.airkit.clone(),
                running: Box::new(sample),
            })
        })
    })
}

/// What the program was started with. Anything else is ignored: desktop environments pass arguments of their own.
#[derive(Default)]
struct Arguments {
    /// `--workspace DIR`: the folder of workspaces.
    workspace: Option<PathBuf>,
    /// `--sample`: open the sample workspace.
    sample: bool,
    /// `--hidden`: no window, where the program can be found without one.
    hidden: bool,
}

impl Arguments {
    fn of(mut given: impl Iterator<Item = String>) -> Self {
        let workspace = std::env::var_os("AUDITDESK_WORKSPACE").map(PathBuf::from);
        let mut arguments = Self { workspace, ..Self::default() };
        while let Some(argument) = given.next() {
            match argument.as_str() {
                "--sample" => arguments.sample = true,
                login::HIDDEN => arguments.hidden = true,
                "--workspace" => arguments.workspace = given.next().map(PathBuf::from).or(arguments.workspace),
                _ => {}
            }
        }
        arguments
    }
}
