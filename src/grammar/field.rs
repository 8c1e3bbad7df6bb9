//! The fields that a pattern can name, and what each of them matches.

/// What a field's text must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// Any text that begins and ends with a character that is no blank; it backtracks.
    Text,
    /// Any text without a blank.
    Address,
    /// A value in an address: any text up to a blank, `&`, `#` or `?`.
    AddressPart,
    /// Any text without a blank that has an `@`.
    Email,
    /// Decimal digits.
    Integer,
    /// A score: a sign and one or two digits, or `?`.
    Score,
    /// Any text that stands where a score should, up to `,` or `)`.
    LooseScore,
    /// One of the site's moderation words.
    Moderation,
    /// Any text that stands where a moderation word should, up to `)`.
    LooseModeration,
    /// One of the site's words for an anonymous author.
    Anonymous,
    /// A date in one of the site's formats.
    Time,
    /// Any text that stands where a date should, read as a date if it can be.
    LooseTime,
}

/// Declares the fields once: their Rust names, their names in patterns, and their types.
macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident = $name:literal : $kind:ident),+ $(,)?) => {
        /// Something that a line of a page says.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $($(#[$doc])* $variant),+
        }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that patterns and samples use.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// What its text must look like.
            #[must_use]
            pub fn kind(self) -> FieldType {
                match self {
                    $(Self::$variant => FieldType::$kind),+
                }
            }
        }
    };
}

fields! {
    /// The author's nickname.
    Author = "author": Text,
    /// The site's word for an anonymous author.
    Anonymous = "anonymous": Anonymous,
    /// The site's number for the author.
    Uid = "uid": Integer,
    /// The author's mail address, disguised or not.
    Mail = "mail": Text,
    /// The author's mail address, undisguised.
    Email = "email": Email,
    /// A home page.
    Url = "url": Address,
    /// When the comment was posted.
    Posted = "posted": Time,
    /// A date that is not kept.
    OtherDate = "date": Time,
    /// How long ago the comment was posted, in words.
    PostedAgo = "posted_ago": Text,
    /// A text that stands where a date should.
    PostedLoosely = "posted~": LooseTime,
    /// The site's number for the comment.
    SiteId = "site_id": Integer,
    /// The site's number for what the comment answers.
    ParentId = "parent": Integer,
    /// The site's number for the whole discussion.
    Discussion = "discussion": AddressPart,
    /// The comment's subject.
    Subject = "subject": Text,
    /// The comment's score.
    Score = "score": Score,
    /// A text that stands where a score should.
    ScoreLoosely = "score~": LooseScore,
    /// The moderators' word for the comment.
    Moderation = "moderation": Moderation,
    /// A text that stands where a moderation word should.
    ModerationLoosely = "moderation~": LooseModeration,
    /// How many comments a line says are hidden.
    Hidden = "hidden": Integer,
    /// How many comments a page says it has.
    Declared = "declared": Integer,
    /// The story's title.
    Title = "title": Text,
    /// The host of the article that the story links to.
    Host = "host": Address,
    /// Who posted the story.
    StoryAuthor = "story_author": Text,
    /// Text that is not kept.
    Rest = "_": Text,
    /// A number that is not kept.
    Number = "#": Integer,
}

impl Field {
    /// The field that a pattern means by `name`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }
}
