//! `rejoinder show`: read a thread in the terminal.

mod card;
mod select;
mod tree;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::facts::Facts;
use super::input::{Reading, whole};
use super::messages::Messages;
use super::numbers::{comments, counted, grouped, percent};
use super::outcome::{Failure, Outcome};
use super::stance_args::StanceArgs;
use super::terminal::{Flow, Screen, Style, shorten};
use super::thread_reader::Place;
use crate::error::Error;
use crate::measure::{MeasureOptions, View};
use crate::model::{Thread, ThreadStances};
use crate::report::gaps;
use crate::stance::StanceModel;
use card::Cards;
use select::{Filter, Selection, Shown};

/// Read a thread in the terminal
#[derive(Args, Debug)]
#[command(after_help = "\
Examples:
  rejoinder show page.txt --min-score 4      only what was raised, with what it answers
  rejoinder show page.txt --stance disagree --evidence
                                             only what disagrees, and by which words
  rejoinder show page.txt --comment 12       one comment with what it answers, and its replies
  rejoinder show page.txt --depth 1 --no-body")]
pub(super) struct Show {
    /// The file, or `-` for standard input; of a folder, all threads one after the other
    input: PathBuf,
    /// Of a table of comments, show the thread with this key
    #[arg(long, value_name = "KEY")]
    thread: Option<String>,
    #[command(flatten)]
    filter: Filter,
    /// Show heads only
    #[arg(long)]
    no_body: bool,
    /// Show the words that weighed most for a comment's stance, with their line
    #[arg(long, conflicts_with = "no_stance")]
    evidence: bool,
    /// Set in this many columns
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    width: Option<usize>,
    #[command(flatten)]
    stance: StanceArgs,
    #[command(flatten)]
    reading: Reading,
}

impl Show {
    pub(super) fn run(&self) -> Result<Outcome, Failure> {
        let mut screen = Screen::stdout(self.width);
        let model = self.stance.model()?;
        let (mut n_shown, mut n_found, mut others) = (0, 0, Others::default());
        let mut threads = self.reading.of_one(&self.input).open()?.threads(|_| ());
        while let Some(thread) = threads.next()? {
            let (place, messages) = (thread.place(), threads.messages());
            if !self.is_wanted(&place) {
                others.add(place.thread);
                continue;
            }
            n_shown += 1;
            if n_shown > 1 {
                screen.blank()?;
            }
            messages.diagnostics(place);
            n_found += self.print(&mut screen, place.thread, model.as_deref(), messages)?;
        }
        let tally = threads.finish();
        screen.finish()?;
        match others.wording(self.thread.as_deref()) {
            Some(wording) if n_shown == 0 => Err(Error::Usage(wording).into()),
            _ => Ok(self.outcome(tally.outcome(false), n_found)),
        }
    }

    /// Where nothing is found of what was asked for, there may as well be no comments; to ask for one that is not there has failed.
    fn outcome(&self, read: Outcome, n_found: usize) -> Outcome {
        match read {
            Outcome::Done if n_found > 0 || !self.filter.is_set() => Outcome::Done,
            Outcome::Done if self.filter.is_only_comment() => Outcome::Failed,
            Outcome::Done => Outcome::NoComments,
            worse => worse,
        }
    }

    /// Whether a thread is shown: of a table with several only the one that is asked for.
    fn is_wanted(&self, place: &Place<'_>) -> bool {
        match &self.thread {
            Some(key) => place.thread.key() == Some(key),
            None => !place.is_one_of_many(),
        }
    }

    /// Prints a thread; gives how many of its comments are shown whole.
    fn print(
        &self,
        screen: &mut Screen<impl Write>,
        thread: &Thread,
        model: Option<&StanceModel>,
        messages: &Messages,
    ) -> io::Result<usize> {
        let told = |model: &StanceModel| model.read(&View::of(thread, MeasureOptions::default()));
        let stances = model.map(told).unwrap_or_default();
        let selection = self.filter.select(thread, &stances);
        let drawn = Drawn {
            thread,
            stances: &stances,
            with_bodies: !self.no_body,
            with_evidence: self.evidence,
            with_addresses: self.filter.comment.is_some(),
        };
        print_thread(screen, &drawn, &selection, self.filter.is_set())?;
        let n = thread.comments().len();
        match self.filter.comment {
            Some(number) if number == 0 || number as usize > n => {
                messages.usage(&format!("there is no comment {number}; there are {}", numbers_up_to(n)));
            }
            _ if n > 0 && selection.n_whole() == 0 => {
                messages.hint(&format!("none of {} is as asked for", comments(n)));
            }
            _ => {}
        }
        Ok(selection.n_whole())
    }
}

/// The threads of a table that are not shown.
#[derive(Debug, Default)]
struct Others {
    n: usize,
    first: Option<String>,
}

impl Others {
    fn add(&mut self, thread: &Thread) {
        self.n += 1;
        self.first = self.first.take().or_else(|| thread.key().map(str::to_owned));
    }

    /// What can be asked for where nothing is shown; `None` where there was nothing else.
    fn wording(&self, wanted: Option<&str>) -> Option<String> {
        let first = self.first.as_deref().map_or_else(String::new, |key| format!(", such as `--thread {key}`"));
        match wanted {
            _ if self.n == 0 => None,
            Some(wanted) => Some(format!(
                "there is no thread `{wanted}`; {} there{first}",
                counted(self.n, "other is", "others are")
            )),
            None => Some(format!("the table holds {}: choose one{first}", counted(self.n, "thread", "threads"))),
        }
    }
}

fn numbers_up_to(n: usize) -> String {
    match n {
        0 => "none".to_owned(),
        n => format!("1 to {}", grouped(n)),
    }
}

/// What is drawn of a thread.
struct Drawn<'a> {
    thread: &'a Thread,
    stances: &'a ThreadStances,
    with_bodies: bool,
    with_evidence: bool,
    with_addresses: bool,
}

fn print_thread(
    screen: &mut Screen<impl Write>,
    drawn: &Drawn<'_>,
    selection: &Selection,
    is_filtered: bool,
) -> io::Result<()> {
    let &Drawn { thread, stances, with_bodies, with_evidence, with_addresses } = drawn;
    let facts = Facts::of(thread);
    print_story(screen, thread, &facts)?;
    let gaps = gaps(thread);
    let mut cards = Cards { screen, thread, with_bodies, stances, with_evidence, with_addresses };
    tree::walk(thread, &selection.shown, |node| {
        let index = node.id.index();
        let shown = selection.shown.get(index).copied().unwrap_or(Shown::Away);
        let mut below: Vec<_> = gaps.get(&Some(node.id)).into_iter().flatten().map(|&gap| gap.to_owned()).collect();
        below.extend(selection.n_deeper(index).map(card::deeper));
        cards.print(&node, shown, &below)
    })?;
    if !with_bodies {
        screen.blank()?;
    }
    print_end(screen, &facts, is_filtered.then(|| selection.n_whole()))
}

fn print_story(screen: &mut Screen<impl Write>, thread: &Thread, facts: &Facts) -> io::Result<()> {
    let mut title = Flow::new(screen.look.width);
    title.words(Style::Strong, facts.name());
    screen.rows(title)?;
    let story = thread.story();
    let host = story.host.map(|span| thread.text(span).to_owned());
    let poster = story.author.map(|span| format!("posted by {}", thread.text(span)));
    let posted =
        story.posted.map(|posted| posted.at.map_or_else(|| thread.text(posted.raw).to_owned(), super::numbers::moment));
    let said: Vec<_> = [host, poster, posted, Some(comments(facts.sums.n_comments))].into_iter().flatten().collect();
    screen.text(Style::Dim, &shorten(&said.join(" · "), screen.look.width))?;
    if !thread.has_tree() && facts.sums.n_comments > 0 {
        screen.text(Style::Notice, "who answered whom is lost: the comments stand as on the page")?;
    }
    screen.blank()
}

/// Says what was not shown: because nobody asked for it, or because the document lacks it.
fn print_end(screen: &mut Screen<impl Write>, facts: &Facts, n_whole: Option<usize>) -> io::Result<()> {
    if let Some(n_whole) = n_whole {
        let text = format!("{} of {} shown", grouped(n_whole), comments(facts.sums.n_comments));
        screen.text(Style::Dim, &text)?;
    }
    let (hidden, expected) = (facts.sums.n_hidden, facts.sums.n_expected);
    if hidden > 0 {
        let verb = if hidden == 1 { "is" } else { "are" };
        let share = percent(hidden, expected);
        let text = format!("{} of {} {verb} not in this document ({share})", grouped(hidden), comments(expected));
        screen.text(Style::Notice, &text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::sample_thread;
    use crate::cli::terminal::Look;
    use crate::model::{Stance, Unsure, stances_of};

    fn printed(thread: &Thread, filter: &Filter, with_bodies: bool, look: Look) -> String {
        drawn(
            &Drawn {
                thread,
                stances: &ThreadStances::default(),
                with_bodies,
                with_evidence: false,
                with_addresses: false,
            },
            filter,
            look,
        )
    }

    fn drawn(drawn: &Drawn<'_>, filter: &Filter, look: Look) -> String {
        let mut screen = Screen::new(Vec::new(), look);
        let selection = filter.select(drawn.thread, drawn.stances);
        print_thread(&mut screen, drawn, &selection, filter.is_set()).unwrap();
        String::from_utf8(screen.finish().unwrap()).unwrap()
    }

    #[test]
    fn the_sample_is_drawn() {
        let look = Look { colour: false, width: 80 };
        let text = printed(&sample_thread::thread(), &Filter::default(), true, look);
        println!("{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 80));
        assert!(text.contains("   │  └─ -1 Troll  half_timber (911)  #4\n   │     │ Astroturf."));
        let filter = Filter { min_score: Some(3), ..Filter::default() };
        println!("{}", printed(&sample_thread::thread(), &filter, true, look));
        println!("{}", printed(&sample_thread::thread(), &Filter { depth: Some(2), ..Filter::default() }, false, look));
        println!("{}", printed(&sample_thread::thread(), &Filter::default(), true, Look { colour: true, width: 60 }));
    }

    #[test]
    fn stances_stand_in_heads_and_evidence_below() {
        let (thread, look) = (sample_thread::thread(), Look { colour: true, width: 100 });
        let labels = [Ok(Stance::Neutral), Ok(Stance::Disagree), Err(Unsure::Doubt), Ok(Stance::Agree)].map(Some);
        let stances = stances_of(&labels);
        let shown = Drawn {
            thread: &thread,
            stances: &stances,
            with_bodies: false,
            with_evidence: true,
            with_addresses: false,
        };
        let text = drawn(&shown, &Filter::default(), look);
        assert!(text.contains("neutral 1.00  #1"), "{text}");
        assert!(text.contains("\u{1b}[31mdisagree 1.00  \u{1b}[0m"), "{text}");
        assert!(text.contains("\u{1b}[32mline 1: “A To”"), "{text}");
        assert!(!text.contains("unsure") && text.matches("line 1:").count() == 2, "{text}");
        let without = drawn(&Drawn { with_evidence: false, ..shown }, &Filter::default(), look);
        assert!(!without.contains("line 1:"), "{without}");
    }
}
