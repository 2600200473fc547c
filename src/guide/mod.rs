//! The guide: pages for people who read, extend or doubt the model.

#[doc = include_str!("how_to_read.md")]
pub mod how_to_read {}

#[doc = include_str!("scenario_files.md")]
pub mod scenario_files {}

#[doc = include_str!("attribution.md")]
pub mod attribution {}

#[doc = include_str!("experiments.md")]
pub mod experiments {}

#[doc = include_str!("analyses.md")]
pub mod analyses {}

#[doc = include_str!("assumptions.md")]
pub mod assumptions {}

#[doc = include_str!("calibration.md")]
#[doc = include_str!("../../scenarios/beijing/calibration.md")]
pub mod calibration {}

#[doc = include_str!("long_jobs.md")]
pub mod long_jobs {}

#[doc = include_str!("verifying.md")]
pub mod verifying {}

#[doc = include_str!("clusters.md")]
pub mod clusters {}

#[doc = include_str!("pages.md")]
pub mod pages {}

#[doc = include_str!("reading_results.md")]
pub mod reading_results {}

#[doc = include_str!("editors.md")]
pub mod editors {}

#[doc = include_str!("languages.md")]
#[expect(clippy::doc_markdown, reason = "names of fonts look like code")]
pub mod languages {}

#[doc = include_str!("biographies.md")]
pub mod biographies {}

#[doc = include_str!("tradeoffs.md")]
pub mod tradeoffs {}

#[doc = include_str!("upper_bound.md")]
pub mod upper_bound {}

#[doc = include_str!("regimes.md")]
pub mod regimes {}

#[doc = include_str!("sources.md")]
#[expect(clippy::doc_markdown, reason = "addresses of sources look like code")]
pub mod sources {}

#[doc = include_str!("adding_a_measure.md")]
pub mod adding_a_measure {}

/// Decisions, with their reasons.
pub mod decisions {
    #[doc = include_str!("decisions/0001-bevy-ecs-without-bevy-app.md")]
    pub mod d0001 {}
    #[doc = include_str!("decisions/0002-the-tick-as-clauses.md")]
    pub mod d0002 {}
    #[doc = include_str!("decisions/0003-the-weekly-tick-and-the-three-month-clock.md")]
    pub mod d0003 {}
    #[doc = include_str!("decisions/0004-keyed-draws.md")]
    pub mod d0004 {}
    #[doc = include_str!("decisions/0005-parameters-declared-once.md")]
    pub mod d0005 {}
    #[doc = include_str!("decisions/0006-rooms-and-doors.md")]
    pub mod d0006 {}
    #[doc = include_str!("decisions/0007-what-of-the-notice-is-not-modeled.md")]
    pub mod d0007 {}
    #[doc = include_str!("decisions/0008-districts-are-rows-not-entities.md")]
    pub mod d0008 {}
    #[doc = include_str!("decisions/0009-own-statistics-over-libm.md")]
    pub mod d0009 {}
    #[doc = include_str!("decisions/0010-a-lagrangian-bound-from-a-tableau.md")]
    pub mod d0010 {}
    #[doc = include_str!("decisions/0011-calibration-in-waves.md")]
    pub mod d0011 {}
    #[doc = include_str!("decisions/0012-designs-on-the-ground-floor.md")]
    pub mod d0012 {}
    #[doc = include_str!("decisions/0013-a-job-is-a-journal.md")]
    pub mod d0013 {}
    #[doc = include_str!("decisions/0014-a-page-is-one-file.md")]
    pub mod d0014 {}
    #[doc = include_str!("decisions/0015-the-distance-to-the-limit.md")]
    pub mod d0015 {}
    #[doc = include_str!("decisions/0016-files-of-others.md")]
    pub mod d0016 {}
    #[doc = include_str!("decisions/0017-results-that-can-be-made-again.md")]
    pub mod d0017 {}
}
