//! Profiles: what each author wrote, and what came of it.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::measure::corpus::author_ties::earliest;
use crate::measure::corpus::merge_renamed;
use crate::measure::corpus::stance_sums::StanceSums;
use crate::measure::corpus::sums::{ModerationSums, ScoreSums};
use crate::measure::h_index::h_index;
use crate::measure::options::Anonymous;
use crate::measure::order::median;
use crate::measure::ratio;
use crate::measure::view::View;
use crate::model::Comment;

/// What the authors of one thread or of many wrote; and, as one profile, all anonymous comments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorProfiles {
    by_author: BTreeMap<u32, AuthorProfile>,
    anonymous: AuthorProfile,
    /// The site's word for anonymous authors, where one was met.
    anonymous_name: Option<String>,
}

/// What one author wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorProfile {
    /// Comments.
    pub n_comments: u64,
    /// Threads.
    pub n_threads: u64,
    /// The first comment.
    pub first_at: Option<NaiveDateTime>,
    /// The last comment.
    pub last_at: Option<NaiveDateTime>,
    /// Scores.
    pub scores: ScoreSums,
    n_chains: u64,
    moderations: ModerationSums,
    /// Replies to each comment whose thread has its tree.
    replies: Vec<u32>,
    delays: Vec<i64>,
    n_reentered: u64,
    depth: u64,
    n_top_level: u64,
    /// Comments whose stance was looked at, of authors who can be replied to.
    n_read: u64,
    given: StanceSums,
    received: StanceSums,
}

impl AuthorProfile {
    fn add(&mut self, view: &View<'_>, node: usize, comment: &Comment) {
        self.n_comments += 1;
        self.n_reentered += u64::from(self.n_comments == 2);
        self.n_threads = 1;
        self.first_at = earliest(self.first_at, comment.posted_at());
        self.last_at = self.last_at.max(comment.posted_at());
        self.scores.add(comment);
        self.moderations.add(view.thread(), comment);
        if let (Some(depth), Some(replies)) = (view.depth(node), view.n_replies(node)) {
            self.replies.push(replies);
            self.depth += u64::from(depth);
            self.n_top_level += u64::from(depth == 1);
        }
        self.delays.extend(view.reply_delay_s(comment));
    }

    fn merge(&mut self, other: Self) {
        self.n_comments += other.n_comments;
        self.n_threads += other.n_threads;
        self.first_at = earliest(self.first_at, other.first_at);
        self.last_at = self.last_at.max(other.last_at);
        self.scores.merge(other.scores);
        self.n_chains += other.n_chains;
        self.moderations.merge(other.moderations);
        self.replies.extend(other.replies);
        self.delays.extend(other.delays);
        self.n_reentered += other.n_reentered;
        self.depth += other.depth;
        self.n_top_level += other.n_top_level;
        self.n_read += other.n_read;
        self.given.merge(other.given);
        self.received.merge(other.received);
    }

    /// In how many chains; `None` where the trees of all their threads are lost.
    #[must_use]
    pub fn n_chains(&self) -> Option<u64> {
        (!self.replies.is_empty()).then_some(self.n_chains)
    }

    /// The moderation that the comments show most often; of several the first in the order of bytes.
    #[must_use]
    pub fn top_moderation(&self) -> Option<&str> {
        self.moderations.top()
    }

    /// Replies to the comments; `None` where the trees of all their threads are lost, as the next four.
    #[must_use]
    pub fn n_replies_received(&self) -> Option<u64> {
        (!self.replies.is_empty()).then(|| self.replies.iter().map(|&n| u64::from(n)).sum())
    }

    /// Those over the comments.
    #[must_use]
    pub fn replies_per_comment(&self) -> Option<f64> {
        self.per_comment(self.n_replies_received()?)
    }

    /// The largest h such that h comments have at least h replies.
    #[must_use]
    pub fn h_replies(&self) -> Option<u32> {
        (!self.replies.is_empty()).then(|| h_index(self.replies.iter().copied()))
    }

    /// Mean depth.
    #[must_use]
    pub fn mean_depth(&self) -> Option<f64> {
        self.per_comment(self.depth)
    }

    /// Comments that answer the story over all.
    #[must_use]
    pub fn top_level_share(&self) -> Option<f64> {
        self.per_comment(self.n_top_level)
    }

    /// Median time that the author's replies took.
    #[must_use]
    pub fn median_reply_delay_s(&self) -> Option<f64> {
        let mut delays = self.delays.clone();
        delays.sort_unstable();
        median(&delays)
    }

    /// Threads with a second comment of the author over all of the author's threads.
    #[must_use]
    pub fn reentry_share(&self) -> Option<f64> {
        ratio(self.n_reentered.into(), self.n_threads.into())
    }

    /// The stances of the author's replies to comments of others; `None` where no stance was looked at, where the trees
    /// of all their threads are lost, and for anonymous comments that are no author's.
    #[must_use]
    pub fn given(&self) -> Option<&StanceSums> {
        (self.n_read > 0).then_some(&self.given)
    }

    /// The stances of others' replies to the author's comments; `None` in the same cases.
    #[must_use]
    pub fn received(&self) -> Option<&StanceSums> {
        (self.n_read > 0).then_some(&self.received)
    }

    fn per_comment(&self, sum: u64) -> Option<f64> {
        ratio(sum.into(), self.replies.len() as u128)
    }
}

impl AuthorProfiles {
    /// The profiles of one thread's authors, with the numbers that they have in it. O(n log n).
    #[must_use]
    pub fn of(view: &View<'_>) -> Self {
        let (mut profiles, authors) = (Self::default(), view.authors());
        for (node, comment) in view.comments() {
            if comment.anonymous == Some(true) {
                profiles.anonymous.add(view, node, comment);
                let name = || comment.author.map(|span| view.thread().text(span).to_owned());
                profiles.anonymous_name = profiles.anonymous_name.take().or_else(name);
            } else if let Some(author) = authors.of_node(node) {
                profiles.by_author.entry(author).or_default().add(view, node, comment);
            }
        }
        profiles.add_chains(view);
        profiles.add_stances(view);
        profiles
    }

    /// Adds who agreed with whom, replies to the story and to oneself left out.
    fn add_stances(&mut self, view: &View<'_>) {
        let Some(tree) = view.tree() else { return };
        let authors = view.authors();
        for (node, _) in view.comments() {
            let (Some(reply), Some(author)) = (view.stance(node), authors.of_node(node)) else { continue };
            self.of_any(view, author).into_iter().for_each(|profile| profile.n_read += 1);
            let target = tree.parent(node).filter(|&parent| parent != 0).and_then(|parent| authors.of_node(parent));
            let Some(target) = target.filter(|&target| target != author) else { continue };
            self.of_any(view, author).into_iter().for_each(|profile| profile.given.add(Some(reply)));
            self.of_any(view, target).into_iter().for_each(|profile| profile.received.add(Some(reply)));
        }
    }

    /// The profile of an author, who may be the one of all anonymous comments.
    fn of_any(&mut self, view: &View<'_>, author: u32) -> Option<&mut AuthorProfile> {
        let is_single = view.options().anonymous == Anonymous::Single;
        self.by_author.get_mut(&author).or_else(|| is_single.then_some(&mut self.anonymous))
    }

    fn add_chains(&mut self, view: &View<'_>) {
        let Some((tree, chains)) = view.tree().zip(view.chains()) else { return };
        let authors = view.authors();
        for end in chains.ends() {
            for node in tree.parent(end).into_iter().chain([end]) {
                let profile = authors.of_node(node).and_then(|author| self.by_author.get_mut(&author));
                profile.into_iter().for_each(|profile| profile.n_chains += 1);
            }
        }
    }

    /// Gives the authors other numbers.
    pub(crate) fn rename(&mut self, number: impl Fn(u32) -> u32) {
        let by_author = std::mem::take(&mut self.by_author);
        merge_renamed(&mut self.by_author, by_author, number, AuthorProfile::merge);
    }

    /// Adds the profiles of other threads, of which `number` gives the authors' numbers among these.
    pub fn merge(&mut self, other: Self, number: impl Fn(u32) -> u32) {
        merge_renamed(&mut self.by_author, other.by_author, number, AuthorProfile::merge);
        self.anonymous.merge(other.anonymous);
        self.anonymous_name = self.anonymous_name.take().or(other.anonymous_name);
    }

    /// The profile of an author with a name.
    #[must_use]
    pub fn of_author(&self, author: u32) -> Option<&AuthorProfile> {
        self.by_author.get(&author)
    }

    /// Authors with a name, by their numbers.
    pub fn named(&self) -> impl Iterator<Item = (u32, &AuthorProfile)> {
        self.by_author.iter().map(|(&author, profile)| (author, profile))
    }

    /// What all anonymous comments are called, with their profile; `None` where there are none.
    #[must_use]
    pub fn anonymous(&self) -> Option<(&str, &AuthorProfile)> {
        let name = self.anonymous_name.as_deref().unwrap_or("anonymous");
        (self.anonymous.n_comments > 0).then_some((name, &self.anonymous))
    }
}
