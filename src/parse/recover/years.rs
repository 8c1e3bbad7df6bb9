//! Years of dates that were printed without one: the weekday leaves a few, the comment's number decides.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

use crate::grammar::{Moment, Site, Yearless};
use crate::model::{Comment, Posted};
use crate::parse::builder::ThreadBuilder;

/// How far a comment's day may lie outside what its number says: numbers do not grow evenly.
const SLACK: Days = Days::new(150);
/// How far a comment may lie from others of its thread.
const THREAD_SPAN: i64 = 200;
/// The first year that any site's dates are looked for in.
const FIRST_YEAR: i32 = 1997;
/// Years after the last milestone that are looked at.
const YEARS_AFTER: i32 = 12;

/// Recovers the years of a thread's dates; those of a site that is not known stay as they are.
pub(super) fn recover_years(thread: &mut ThreadBuilder<'_>, site: Option<&Site>) {
    let Some(site) = site else { return };
    recover_comment_years(thread, site);
    recover_story_year(thread, site);
}

/// Recovers the year of the story's date: the one that puts it nearest to the first comment.
fn recover_story_year(thread: &mut ThreadBuilder<'_>, site: &Site) {
    let Some(raw) = thread.story.posted.filter(|posted| posted.at.is_none()).map(|posted| posted.raw) else {
        return;
    };
    let Moment::Yearless(date) = site.lexicon.dates.read(thread.str(raw)) else { return };
    let first = thread.comments.iter().filter_map(Comment::posted_at).min();
    let at = first.and_then(|first| near(first, date));
    thread.story.posted = Some(Posted { raw, at, year_recovered: at.is_some() });
}

/// Recovers years: from the comment's number where it has one, else from another comment of the thread.
fn recover_comment_years(thread: &mut ThreadBuilder<'_>, site: &Site) {
    let yearless: Vec<(usize, Yearless)> = thread
        .comments
        .iter()
        .enumerate()
        .filter_map(|(index, comment)| Some((index, yearless_of(thread, site, comment)?)))
        .collect();
    if yearless.is_empty() {
        return;
    }
    for (index, date) in &yearless {
        let id = thread.comments.get(*index).and_then(|comment| comment.site_id);
        let found = id.and_then(|id| by_number(site, id, *date));
        set(thread, *index, found);
    }
    let mut known: Vec<NaiveDateTime> =
        thread.comments.iter().filter_map(|comment| comment.posted.and_then(|posted| posted.at)).collect();
    known.sort_unstable();
    let Some(middle) = known.get(known.len() / 2).copied() else { return say(thread, false) };
    for (index, date) in &yearless {
        let open =
            thread.comments.get(*index).is_some_and(|comment| comment.posted.is_some_and(|posted| posted.at.is_none()));
        if open {
            set(thread, *index, near(middle, *date));
        }
    }
    say(thread, true);
}

fn yearless_of(thread: &ThreadBuilder<'_>, site: &Site, comment: &Comment) -> Option<Yearless> {
    let posted = comment.posted.filter(|posted| posted.at.is_none())?;
    match site.lexicon.dates.read(thread.str(posted.raw)) {
        Moment::Yearless(date) => Some(date),
        _ => None,
    }
}

fn set(thread: &mut ThreadBuilder<'_>, index: usize, at: Option<NaiveDateTime>) {
    if let Some(posted) = thread.comments.get_mut(index).and_then(|comment| comment.posted.as_mut()) {
        posted.at = at;
        posted.year_recovered = at.is_some();
    }
}

fn say(thread: &mut ThreadBuilder<'_>, recovered: bool) {
    let line = thread.comments.first().map_or(1, |comment| comment.line);
    if recovered {
        thread.note(
            line,
            "year-recovered",
            "dates were printed without a year",
            "years were worked out from the weekday and the site's comment numbers; posted_raw has what was printed",
        );
    } else {
        thread.note(
            line,
            "year-unknown",
            "dates were printed without a year, and nothing tells which it was",
            "posted_at is left empty; posted_raw has what was printed",
        );
    }
}

/// The one moment of a date that lies between the days when smaller and larger numbers were given out.
fn by_number(site: &Site, id: u64, date: Yearless) -> Option<NaiveDateTime> {
    if !date.has_weekday() {
        return None;
    }
    let last = site.milestones.last()?;
    let after = site.milestones.partition_point(|(known, _)| *known <= id);
    let (from, until) = match (after.checked_sub(1).and_then(|at| site.milestones.get(at)), site.milestones.get(after))
    {
        (Some((low_id, low)), Some((high_id, high))) => between((*low_id, *low), (*high_id, *high), id),
        (Some((_, low)), None) => (*low, NaiveDate::from_ymd_opt(last.1.year() + YEARS_AFTER, 1, 1)?),
        _ => return None,
    };
    let from = from.checked_sub_days(SLACK)?;
    let until = until.checked_add_days(SLACK)?;
    let mut found = (FIRST_YEAR..=until.year()).filter_map(|year| date.in_year(year));
    let mut fitting = found.by_ref().filter(|at| (from..=until).contains(&at.date()));
    let first = fitting.next()?;
    fitting.next().is_none().then_some(first)
}

/// A day between two milestones, by the number's share of the way; both bounds stay within the milestones.
fn between(low: (u64, NaiveDate), high: (u64, NaiveDate), id: u64) -> (NaiveDate, NaiveDate) {
    let days = (high.1 - low.1).num_days();
    if days <= i64::from(YEARS_AFTER) * 60 {
        return (low.1, high.1);
    }
    let share = |part: i64| low.1.checked_add_days(Days::new(u64::try_from(part).unwrap_or(0))).unwrap_or(low.1);
    let at =
        i64::try_from(u128::from(id - low.0) * u128::try_from(days).unwrap_or(0) / u128::from((high.0 - low.0).max(1)))
            .unwrap_or(0);
    (share((at - days / 4).max(0)), share((at + days / 4).min(days)))
}

/// The moment of a date that lies nearest to another moment of its thread, if it lies near enough.
fn near(other: NaiveDateTime, date: Yearless) -> Option<NaiveDateTime> {
    let years = other.year() - 1..=other.year() + 1;
    let nearest = years.filter_map(|year| date.in_year(year)).min_by_key(|at| (*at - other).num_minutes().abs())?;
    ((nearest - other).num_days().abs() <= THREAD_SPAN).then_some(nearest)
}
