//! Schedules.

use super::{
    desk::Desk,
    wire::{
        AddSchedule, BackfillSchedule, Coverage, Empty, EnableSchedule, PreviewSchedule, ReadCoverage, RunInfo,
        ScheduleInfo, SchedulePreview, ScheduleRef, UpdateSchedule,
    },
};
use crate::error::{Error, ErrorCode, Result};

fn soon<T>() -> Result<T> {
    Err(Error::new(ErrorCode::Internal, "Schedules are being built."))
}

impl Desk {
    pub async fn schedule_list(&self, _: Empty) -> Result<Vec<ScheduleInfo>> {
        soon()
    }
    pub async fn schedule_show(&self, _: ScheduleRef) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_preview(&self, _: PreviewSchedule) -> Result<SchedulePreview> {
        soon()
    }
    pub async fn schedule_add(&self, _: AddSchedule) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_update(&self, _: UpdateSchedule) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_enable(&self, _: EnableSchedule) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_remove(&self, _: ScheduleRef) -> Result<Empty> {
        soon()
    }
    pub async fn schedule_run(&self, _: ScheduleRef) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_skip(&self, _: ScheduleRef) -> Result<ScheduleInfo> {
        soon()
    }
    pub async fn schedule_runs(&self, _: ScheduleRef) -> Result<Vec<RunInfo>> {
        soon()
    }
    pub async fn schedule_coverage(&self, _: ReadCoverage) -> Result<Coverage> {
        soon()
    }
    pub async fn schedule_backfill(&self, _: BackfillSchedule) -> Result<ScheduleInfo> {
        soon()
    }
}
