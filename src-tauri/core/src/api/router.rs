//! From a command's name and JSON to its handler and back.

use serde_json::Value;

use super::{
    desk::Desk,
    wire::{
        About, AddDestination, AddSchedule, AddSource, Around, BackfillSchedule, Certificate, ChangeProtection,
        CheckResult, Compare, CompareParts, Comparison, CompleteFilter, Completeness, Completions, Coverage,
        CreateWorkspace, DescribeTable, DestinationInfo, DestinationNeeds, DestinationRef, DestinationSetup,
        DocumentInfo, Empty, EnableSchedule, EntryDetail, EntryFound, EntryLink, EntryMatches, EntryReview, Estimate,
        ExportField, ExportPreview, ExportReviews, Facet, FieldInfo, FileInspected, FindEntry, FindIdentity,
        FindInDocument, FindMatches, FindRank, FindUnmarked, FoundIdentity, FoundInDocument, ImportReviews,
        InspectFile, JobInfo, JobRef, LiftHold, Looks, MappingRef, NarrowUsage, NodeText, OpenDocument, OpenReplay,
        OpenView, Page, ParseFilter, ParsedFilter, PartDifference, PartText, PlaceHold, PreviewRedaction,
        PreviewSchedule, QuarantinedBytes, Rank, ReadAround, ReadCoverage, ReadFacets, ReadLines, ReadLooks, ReadNode,
        ReadPage, ReadPart, ReadQuarantined, ReadReplay, ReadReport, ReadRights, ReadSheet, ReadTimeline, ReadTree,
        ReadUsage, ReadViewFile, RedactionPreview, RefineFilter, Replay, ReplayPage, Retention, Retried,
        RetryQuarantined, RevealEntries, ReviewsImported, Rights, RunInfo, RunLogLine, RunRef, SampleCheck, SampleInfo,
        SampleLine, SamplePlan, SampleRef, SaveView, SavedMapping, SavedView, SavedViewRef, ScheduleInfo,
        SchedulePreview, ScheduleRef, SetRetention, Settings, ShowEntry, SignIn, SignInRef, SignInStatus, SourceInfo,
        SourceRef, StartExport, StartImport, StartSignIn, TableStatement, TestDestination, TestSource, TextFile,
        TextPage, Timeline, TreePage, UnlockWorkspace, UpdateDestination, UpdateSchedule, UpdateSource, Usage,
        ViewOpened, ViewProgress, ViewRef, WaitView, WorkspaceStatus, WriteReview,
    },
};
use crate::{
    error::{Error, ErrorCode, Result},
    with_commands,
};

macro_rules! router {
    ($($name:ident($request:ty) -> $response:ty),* $(,)?) => {
        impl Desk {
            /// Calls a command by its name. A command without a handler does not compile.
            pub async fn call(&self, name: &str, request: Value) -> Result<Value> {
                match name {
                    $(stringify!($name) => {
                        let request: $request = read(name, request)?;
                        let response: $response = self.$name(request).await?;
                        write(&response)
                    })*
                    _ => Err(Error::new(ErrorCode::WrongUse, format!("There is no command {name}."))),
                }
            }
        }
    };
}

with_commands!(router);

fn read<T: serde::de::DeserializeOwned>(name: &str, request: Value) -> Result<T> {
    // A request may hold a secret: serde's message names the field and the kind of value, and is not shown for strings.
    serde_json::from_value(request).map_err(|error| {
        let place = if error.is_data() { "a field has the wrong type or is missing" } else { "it is not valid JSON" };
        Error::new(ErrorCode::WrongUse, format!("The request of {name} cannot be read: {place}."))
    })
}

fn write(response: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(response)
        .map_err(|error| Error::new(ErrorCode::Internal, "The answer could not be written.").because(error))
}
