//! A thread made ready to be measured: its tree, its authors, its order in time.

use crate::graph::ReplyTree;
use crate::measure::arrival::{arrival_order, arrival_ranks};
use crate::measure::author_index::Authors;
use crate::measure::chains::Chains;
use crate::measure::options::MeasureOptions;
use crate::measure::subthreads::{Subthreads, n_subthread_authors, reading_order};
use crate::model::{CampSide, Camps, Comment, ReplyStance, TargetStance, Thread, ThreadStances};

/// A thread made ready to be measured.
///
/// Nodes are numbered as in [`ReplyTree`]: 0 is the story, k the k-th row. What follows from the tree is unknown where the
/// dump lost it.
#[derive(Debug)]
pub struct View<'a> {
    thread: &'a Thread,
    made: ViewData,
}

/// What a [`View`] holds besides its thread: what was made in one place is looked at again in another.
#[derive(Debug)]
pub(crate) struct ViewData {
    options: MeasureOptions,
    tree: Option<(ReplyTree, Subthreads)>,
    authors: Authors,
    chains: Option<Chains>,
    order: Option<Vec<usize>>,
    ranks: Vec<Option<u32>>,
    subthread_authors: Option<Vec<Option<u32>>>,
    stances: Option<ThreadStances>,
    targets: Vec<Option<TargetStance>>,
}

impl ViewData {
    fn of(thread: &Thread, options: MeasureOptions) -> Self {
        let authors = Authors::of(thread, options.anonymous);
        let comment_at = |node: usize| thread.comments().get(node.checked_sub(1)?);
        let is_comment = |node: usize| comment_at(node).is_some_and(|comment| !comment.is_placeholder());
        let is_identified = |node: usize| comment_at(node).is_some_and(Comment::is_identified);
        let tree = ReplyTree::of(thread).map(|tree| {
            let subthreads = Subthreads::of(&tree, is_comment);
            (tree, subthreads)
        });
        let below =
            |(tree, subthreads): &(_, _)| n_subthread_authors(tree, subthreads, authors.by_node(), is_identified);
        let order = arrival_order(thread);
        Self {
            options,
            chains: tree.as_ref().map(|(tree, _)| Chains::of(tree, &authors)),
            subthread_authors: tree.as_ref().map(below),
            ranks: arrival_ranks(thread, order.as_deref()),
            order,
            authors,
            tree,
            stances: None,
            targets: Vec::new(),
        }
    }
}

impl<'a> View<'a> {
    /// Makes a thread ready. Linear in the number of rows, but for sorting them by arrival.
    #[must_use]
    pub fn of(thread: &'a Thread, options: MeasureOptions) -> Self {
        Self { thread, made: ViewData::of(thread, options) }
    }

    /// Looks at a thread again, with what was made of the same one before.
    pub(crate) fn again(thread: &'a Thread, made: ViewData) -> Self {
        Self { thread, made }
    }

    /// What was made of the thread, for [`again`](Self::again).
    pub(crate) fn into_made(self) -> ViewData {
        self.made
    }

    /// The same with the stances of the thread's comments. Without them nothing of stance is known.
    #[must_use]
    pub fn with_stances(self, stances: ThreadStances) -> Self {
        Self { made: ViewData { stances: Some(stances), ..self.made }, ..self }
    }

    /// The same with what each row says of something that is named.
    #[must_use]
    pub fn with_targets(self, targets: Vec<Option<TargetStance>>) -> Self {
        Self { made: ViewData { targets, ..self.made }, ..self }
    }

    /// The thread.
    #[must_use]
    pub fn thread(&self) -> &'a Thread {
        self.thread
    }

    /// The choices that it is measured by.
    #[must_use]
    pub fn options(&self) -> MeasureOptions {
        self.made.options
    }

    /// Its tree; `None` where the dump lost it.
    #[must_use]
    pub fn tree(&self) -> Option<&ReplyTree> {
        self.made.tree.as_ref().map(|(tree, _)| tree)
    }

    /// What hangs below each node.
    #[must_use]
    pub fn subthreads(&self) -> Option<&Subthreads> {
        self.made.tree.as_ref().map(|(_, subthreads)| subthreads)
    }

    /// Its authors.
    #[must_use]
    pub fn authors(&self) -> &Authors {
        &self.made.authors
    }

    /// Its chains.
    #[must_use]
    pub fn chains(&self) -> Option<&Chains> {
        self.made.chains.as_ref()
    }

    /// What the comment at a node says toward what it answers; `None` for placeholders, and where stances are not known.
    #[must_use]
    pub fn stance(&self, node: usize) -> Option<&ReplyStance> {
        self.made.stances.as_ref()?.of_node(node)
    }

    /// What the comment at a node says of something that was named; `None` where nothing was, or it is not about it.
    #[must_use]
    pub fn target(&self, node: usize) -> Option<TargetStance> {
        self.made.targets.get(node.checked_sub(1)?).copied().flatten()
    }

    /// The side that the author of the comment at a node is on.
    #[must_use]
    pub fn side(&self, node: usize) -> Option<CampSide> {
        self.made.stances.as_ref()?.side_of_node(node)
    }

    /// Its camps.
    #[must_use]
    pub fn camps(&self) -> Option<&Camps> {
        self.made.stances.as_ref()?.camps.as_ref()
    }

    /// Its comments with their nodes, placeholders left out.
    pub fn comments(&self) -> impl Iterator<Item = (usize, &'a Comment)> {
        (1..).zip(self.thread.comments()).filter(|(_, comment)| !comment.is_placeholder())
    }

    /// The row at a node.
    #[must_use]
    pub fn comment(&self, node: usize) -> Option<&'a Comment> {
        self.thread.comments().get(node.checked_sub(1)?)
    }

    /// The nodes of its comments in the order of arrival.
    pub fn in_arrival_order(&self) -> Option<impl ExactSizeIterator<Item = usize> + '_> {
        Some(self.made.order.as_ref()?.iter().map(|index| index + 1))
    }

    /// A comment's rank of arrival, from 1.
    #[must_use]
    pub fn arrival_rank(&self, node: usize) -> Option<u32> {
        self.made.ranks.get(node.checked_sub(1)?).copied().flatten()
    }

    /// The nodes of all rows in the order of a reader, each before what answers it; without a tree that of the document.
    #[must_use]
    pub fn in_reading_order(&self) -> Vec<usize> {
        match &self.made.tree {
            Some((tree, subthreads)) => reading_order(tree, subthreads).split_off(1),
            None => (1..=self.thread.comments().len()).collect(),
        }
    }

    /// Edges from the story.
    #[must_use]
    pub fn depth(&self, node: usize) -> Option<u32> {
        self.subthreads().map(|subthreads| subthreads.depth(node))
    }

    /// Direct replies, placeholders left out.
    #[must_use]
    pub fn n_replies(&self, node: usize) -> Option<u32> {
        self.subthreads().map(|subthreads| subthreads.n_replies(node))
    }

    /// Authors who wrote its subthread, the comment itself included; `None` where no name is known in
    /// it and some comment's author is lost.
    #[must_use]
    pub fn n_subthread_authors(&self, node: usize) -> Option<u32> {
        self.made.subthread_authors.as_ref()?.get(node).copied().flatten()
    }

    /// What a comment answers: `None` for the story, a placeholder, and where the dump lost the tree.
    #[must_use]
    pub fn parent(&self, comment: &Comment) -> Option<&'a Comment> {
        self.thread.comment(comment.parent?).filter(|parent| !parent.is_placeholder())
    }

    /// Seconds between a comment and what it answers; `None` for one that answers the story, or where a time is lost.
    ///
    /// Negative where the dates say so: that is told, not hidden.
    #[must_use]
    pub fn reply_delay_s(&self, comment: &Comment) -> Option<i64> {
        let parent = self.parent(comment)?;
        match (comment.posted_at(), parent.posted_at()) {
            (Some(at), Some(before)) => Some((at - before).num_seconds()),
            _ => Some(self.thread.since_story_s(comment)? - self.thread.since_story_s(parent)?),
        }
    }
}
