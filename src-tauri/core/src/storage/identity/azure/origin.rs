//! The ways of a machine to sign in to Azure.

use std::{path::PathBuf, time::Duration};

use super::super::{Missing, PATIENCE};

/// What gives a token, in the order in which it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Environment,
    WorkloadIdentity,
    AppService,
    Instance,
    Cli,
}

impl Origin {
    /// Those worth asking here.
    pub fn candidates() -> Vec<Self> {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // Azure Arc has this variable, too, but neither the header nor the manner.
        let app_service = set("IDENTITY_ENDPOINT") && set("IDENTITY_HEADER");
        let all = [
            (Self::Environment, set("AZURE_CLIENT_ID") && set("AZURE_TENANT_ID") && set("AZURE_CLIENT_SECRET")),
            (Self::WorkloadIdentity, set("AZURE_FEDERATED_TOKEN_FILE") && set("AZURE_TENANT_ID")),
            (Self::AppService, app_service),
            (Self::Instance, !app_service),
            (Self::Cli, true),
        ];
        all.into_iter().filter(|(_, here)| *here).map(|(origin, _)| origin).collect()
    }

    pub fn short(self) -> &'static str {
        match self {
            Self::Environment => "the environment",
            Self::WorkloadIdentity => "workload identity",
            Self::AppService => "managed identity of the app",
            Self::Instance => "managed identity of the machine",
            Self::Cli => "the Azure CLI",
        }
    }

    /// For people.
    pub fn shown(self) -> String {
        let variable = |name: &str| std::env::var(name).unwrap_or_default();
        match self {
            Self::Environment => "application in the environment (AZURE_CLIENT_SECRET)".into(),
            Self::WorkloadIdentity => {
                format!("workload identity ({})", PathBuf::from(variable("AZURE_FEDERATED_TOKEN_FILE")).display())
            }
            Self::AppService | Self::Instance => self.short().into(),
            Self::Cli => "sign-in of the Azure CLI".into(),
        }
    }

    /// How long its first token may take.
    pub fn patience(self) -> Duration {
        match self {
            // Outside of Azure nobody is at its address; Microsoft's libraries wait 1 s.
            Self::Instance => Duration::from_secs(3),
            _ => PATIENCE,
        }
    }

    /// It is there and does not sign in.
    pub fn refused(self, told: &str) -> Missing {
        let next = match self {
            Self::Environment => "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.",
            Self::WorkloadIdentity => {
                "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the federated credential of that identity: issuer, subject, audience."
            }
            Self::AppService | Self::Instance => {
                "Give it a managed identity; where it has several, enter the client id of one."
            }
            Self::Cli => "Run `az login`.",
        };
        Missing::new(format!("{}: {}.", self.short(), told.trim().trim_end_matches('.')), next)
    }
}
