//! The list of commands, once: name, request, response. Hosts, the router and the TypeScript schema come from it.

use super::wire::{
    About, AddDestination, AddSchedule, AddSource, Around, BackfillSchedule, Certificate, ChangeProtection,
    CheckResult, Compare, CompareParts, Comparison, CompleteFilter, Completeness, Completions, Coverage,
    CreateWorkspace, DescribeTable, DestinationInfo, DestinationNeeds, DestinationRef, DestinationSetup, DocumentInfo,
    Empty, EnableSchedule, EntryDetail, EntryMatches, Estimate, ExportField, ExportPreview, Facet, FieldInfo,
    FileInspected, FindIdentity, FindInDocument, FindMatches, FindRank, FoundIdentity, FoundInDocument, InspectFile,
    JobInfo, JobRef, MappingRef, NodeText, OpenDocument, OpenReplay, OpenView, Page, ParseFilter, ParsedFilter,
    PartDifference, PartText, PreviewRedaction, PreviewSchedule, QuarantinedBytes, Rank, ReadAround, ReadCoverage,
    ReadFacets, ReadLines, ReadNode, ReadPage, ReadPart, ReadQuarantined, ReadReplay, ReadReport, ReadRights,
    ReadTimeline, ReadTree, RedactionPreview, RefineFilter, Replay, ReplayPage, Retried, RetryQuarantined, Rights,
    RunInfo, RunLogLine, RunRef, SavedMapping, ScheduleInfo, SchedulePreview, ScheduleRef, Settings, ShowEntry, SignIn,
    SignInRef, SignInStatus, SourceInfo, SourceRef, StartExport, StartImport, StartSignIn, TableStatement,
    TestDestination, TestSource, TextPage, Timeline, TreePage, UnlockWorkspace, UpdateDestination, UpdateSchedule,
    UpdateSource, ViewOpened, ViewProgress, ViewRef, WaitView, WorkspaceStatus,
};

/// Hands the list of commands to a macro: `name(Request) -> Response`.
#[macro_export]
macro_rules! with_commands {
    ($then:ident) => {
        $then! {
            workspace_status(Empty) -> WorkspaceStatus,
            workspace_create(CreateWorkspace) -> WorkspaceStatus,
            workspace_unlock(UnlockWorkspace) -> WorkspaceStatus,
            workspace_lock(Empty) -> WorkspaceStatus,
            workspace_change_protection(ChangeProtection) -> WorkspaceStatus,
            sample_open(Empty) -> WorkspaceStatus,
            sample_close(Empty) -> WorkspaceStatus,
            settings_read(Empty) -> Settings,
            settings_write(Settings) -> Settings,
            about(Empty) -> About,
            filter_fields(Empty) -> Vec<FieldInfo>,
            filter_parse(ParseFilter) -> ParsedFilter,
            filter_refine(RefineFilter) -> ParsedFilter,
            filter_complete(CompleteFilter) -> Completions,
            view_open(OpenView) -> ViewOpened,
            view_wait(WaitView) -> ViewProgress,
            view_rest(Empty) -> Empty,
            view_close(ViewRef) -> Empty,
            view_page(ReadPage) -> Page,
            view_facets(ReadFacets) -> Vec<Facet>,
            view_timeline(ReadTimeline) -> Timeline,
            view_rank(FindRank) -> Rank,
            view_matches(FindMatches) -> Vec<EntryMatches>,
            entry_show(ShowEntry) -> EntryDetail,
            entry_part(ReadPart) -> PartText,
            entry_fetch(ShowEntry) -> EntryDetail,
            entry_around(ReadAround) -> Around,
            entry_compare(Compare) -> Comparison,
            payload_compare(CompareParts) -> PartDifference,
            replay_open(OpenReplay) -> Replay,
            replay_rows(ReadReplay) -> ReplayPage,
            document_open(OpenDocument) -> DocumentInfo,
            document_tree(ReadTree) -> TreePage,
            document_lines(ReadLines) -> TextPage,
            document_find(FindInDocument) -> FoundInDocument,
            document_node(ReadNode) -> NodeText,
            source_list(Empty) -> Vec<SourceInfo>,
            source_add(AddSource) -> SourceInfo,
            source_test(TestSource) -> CheckResult,
            source_update(UpdateSource) -> SourceInfo,
            source_remove(SourceRef) -> Empty,
            source_sync(SourceRef) -> JobInfo,
            source_completeness(SourceRef) -> Completeness,
            source_rights(ReadRights) -> Rights,
            source_report(ReadReport) -> Vec<Certificate>,
            quarantine_bytes(ReadQuarantined) -> QuarantinedBytes,
            quarantine_retry(RetryQuarantined) -> Retried,
            import_inspect(InspectFile) -> FileInspected,
            import_start(StartImport) -> JobInfo,
            mapping_list(Empty) -> Vec<SavedMapping>,
            mapping_save(SavedMapping) -> Empty,
            mapping_remove(MappingRef) -> Empty,
            sign_in_start(StartSignIn) -> SignIn,
            sign_in_status(SignInRef) -> SignInStatus,
            sign_in_cancel(SignInRef) -> Empty,
            job_list(Empty) -> Vec<JobInfo>,
            job_cancel(JobRef) -> Empty,
            job_pause(JobRef) -> JobInfo,
            job_resume(JobRef) -> JobInfo,
            destination_list(Empty) -> Vec<DestinationInfo>,
            destination_add(AddDestination) -> DestinationInfo,
            destination_update(UpdateDestination) -> DestinationInfo,
            destination_test(TestDestination) -> CheckResult,
            destination_remove(DestinationRef) -> Empty,
            destination_setup(DestinationSetup) -> DestinationNeeds,
            identity_find(FindIdentity) -> FoundIdentity,
            export_preview(StartExport) -> ExportPreview,
            export_estimate(StartExport) -> Estimate,
            export_start(StartExport) -> RunInfo,
            export_fields(Empty) -> Vec<ExportField>,
            export_ddl(DescribeTable) -> TableStatement,
            redaction_preview(PreviewRedaction) -> RedactionPreview,
            run_list(Empty) -> Vec<RunInfo>,
            run_show(RunRef) -> RunInfo,
            run_log(RunRef) -> Vec<RunLogLine>,
            run_verify(RunRef) -> JobInfo,
            schedule_list(Empty) -> Vec<ScheduleInfo>,
            schedule_show(ScheduleRef) -> ScheduleInfo,
            schedule_preview(PreviewSchedule) -> SchedulePreview,
            schedule_estimate(PreviewSchedule) -> Estimate,
            schedule_add(AddSchedule) -> ScheduleInfo,
            schedule_update(UpdateSchedule) -> ScheduleInfo,
            schedule_enable(EnableSchedule) -> ScheduleInfo,
            schedule_remove(ScheduleRef) -> Empty,
            schedule_run(ScheduleRef) -> ScheduleInfo,
            schedule_skip(ScheduleRef) -> ScheduleInfo,
            schedule_unskip(ScheduleRef) -> ScheduleInfo,
            schedule_runs(ScheduleRef) -> Vec<RunInfo>,
            schedule_coverage(ReadCoverage) -> Coverage,
            schedule_backfill(BackfillSchedule) -> ScheduleInfo,
        }
    };
}

macro_rules! schema {
    ($($name:ident($request:ty) -> $response:ty),* $(,)?) => {
        /// Every command with its request and response, for TypeScript.
        #[derive(ts_rs::TS)]
        #[ts(export)]
        #[expect(dead_code, reason = "it exists to be exported to TypeScript")]
        pub struct RpcSchema {
            $($name: ($request, $response),)*
        }
    };
}

with_commands!(schema);
