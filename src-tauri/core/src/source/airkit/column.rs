//! The columns of an audit event, in both of their spellings.

/// A column that Airkit documents: 29 of analytics schema and export, and `kind`, which came with release 18.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column {
    OrganizationId,
    EventId,
    EventYear,
    EventMonth,
    EventDate,
    EventTime,
    RootScopeUserId,
    UserId,
    Email,
    AppId,
    BranchId,
    DeployId,
    SavepointId,
    SavepointRevision,
    ResourceType,
    ResourceId,
    Domain,
    DatastoreId,
    ApiKeyId,
    NotifierId,
    SamlId,
    WebhookId,
    AdapterId,
    EmbedId,
    RoleId,
    Service,
    ServiceRevision,
    LoginType,
    EventType,
    Kind,
}

use Column::{
    AdapterId, ApiKeyId, AppId, BranchId, DatastoreId, DeployId, Domain, Email, EmbedId, EventDate, EventId,
    EventMonth, EventTime, EventType, EventYear, Kind, LoginType, NotifierId, OrganizationId, ResourceId, ResourceType,
    RoleId, RootScopeUserId, SamlId, SavepointId, SavepointRevision, Service, ServiceRevision, UserId, WebhookId,
};

/// How many there are.
pub(super) const COUNT: usize = 30;

/// The order of the export's documentation up to release 18.0.
pub(super) const SEED: [Column; 29] = [
    OrganizationId,
    EventId,
    EventYear,
    EventMonth,
    EventDate,
    EventTime,
    RootScopeUserId,
    UserId,
    Email,
    AppId,
    BranchId,
    DeployId,
    SavepointId,
    SavepointRevision,
    ResourceType,
    ResourceId,
    Domain,
    DatastoreId,
    ApiKeyId,
    NotifierId,
    SamlId,
    WebhookId,
    AdapterId,
    EmbedId,
    RoleId,
    Service,
    ServiceRevision,
    LoginType,
    EventType,
];

/// The order of the table "Audit Event" in the analytics schema of release 17.14.
pub(super) const R1714: [Column; 29] = [
    OrganizationId,
    EventId,
    EventYear,
    EventMonth,
    EventDate,
    EventTime,
    EventType,
    UserId,
    Email,
    AppId,
    BranchId,
    DeployId,
    SavepointId,
    SavepointRevision,
    ResourceType,
    ResourceId,
    Domain,
    DatastoreId,
    ApiKeyId,
    NotifierId,
    SamlId,
    WebhookId,
    AdapterId,
    EmbedId,
    RoleId,
    Service,
    ServiceRevision,
    LoginType,
    RootScopeUserId,
];

impl Column {
    /// The column of this name, whatever its case and underscores: `EVENT_TIME` is `eventTime`.
    pub(super) fn of(name: &str) -> Option<Self> {
        let normal = normal(name);
        if normal == "type" {
            return Some(EventType);
        }
        SEED.into_iter().chain([Kind]).find(|column| column.normal() == normal)
    }

    /// The name without case and underscores.
    pub(super) fn normal(self) -> &'static str {
        match self {
            OrganizationId => "organizationid",
            EventId => "eventid",
            EventYear => "eventyear",
            EventMonth => "eventmonth",
            EventDate => "eventdate",
            EventTime => "eventtime",
            RootScopeUserId => "rootscopeuserid",
            UserId => "userid",
            Email => "email",
            AppId => "appid",
            BranchId => "branchid",
            DeployId => "deployid",
            SavepointId => "savepointid",
            SavepointRevision => "savepointrevision",
            ResourceType => "resourcetype",
            ResourceId => "resourceid",
            Domain => "domain",
            DatastoreId => "datastoreid",
            ApiKeyId => "apikeyid",
            NotifierId => "notifierid",
            SamlId => "samlid",
            WebhookId => "webhookid",
            AdapterId => "adapterid",
            EmbedId => "embedid",
            RoleId => "roleid",
            Service => "service",
            ServiceRevision => "servicerevision",
            LoginType => "logintype",
            EventType => "eventtype",
            Kind => "kind",
        }
    }

    /// The name in the style of release 18.1.
    pub(super) fn name(self) -> &'static str {
        match self {
            OrganizationId => "organizationId",
            EventId => "eventId",
            EventYear => "eventYear",
            EventMonth => "eventMonth",
            EventDate => "eventDate",
            EventTime => "eventTime",
            RootScopeUserId => "rootScopeUserId",
            UserId => "userId",
            Email => "email",
            AppId => "appId",
            BranchId => "branchId",
            DeployId => "deployId",
            SavepointId => "savepointId",
            SavepointRevision => "savepointRevision",
            ResourceType => "resourceType",
            ResourceId => "resourceId",
            Domain => "domain",
            DatastoreId => "datastoreId",
            ApiKeyId => "apiKeyId",
            NotifierId => "notifierId",
            SamlId => "samlId",
            WebhookId => "webhookId",
            AdapterId => "adapterId",
            EmbedId => "embedId",
            RoleId => "roleId",
            Service => "service",
            ServiceRevision => "serviceRevision",
            LoginType => "loginType",
            EventType => "type",
            Kind => "kind",
        }
    }
}

fn normal(name: &str) -> String {
    name.trim().chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect()
}
