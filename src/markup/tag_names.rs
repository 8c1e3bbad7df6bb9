//! The element names of the HTML standard, and what each of them means for building a tree.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How many kinds of boundary an open element can be; see [`Traits`].
pub(super) const KINDS: usize = 13;

/// What an element's name means: one bit for each entry of [`LISTS`].
pub(super) type Traits = u32;

/// The kinds of boundary, as indices into an open element's boundaries; the same numbers are bits of [`Traits`].
pub(super) mod kind {
    /// Ends the standard's "scope".
    pub(in super::super) const SCOPE: usize = 0;
    /// Ends the button scope.
    pub(in super::super) const BUTTON: usize = 1;
    /// Ends the list item scope.
    pub(in super::super) const LIST: usize = 2;
    /// Is "special": no end tag of an ordinary element reaches over it.
    pub(in super::super) const SPECIAL: usize = 3;
    /// Is special, and no list item closes another over it.
    pub(in super::super) const HARD: usize = 4;
    /// Ends the table scope.
    pub(in super::super) const TABLE: usize = 5;
    /// No row or cell closes another over it: a table, or a list that stands directly in one.
    pub(in super::super) const ROWS: usize = 6;
    /// Is a heading.
    pub(in super::super) const HEADING: usize = 7;
    /// Is a cell, a caption or a column group.
    pub(in super::super) const CELL: usize = 8;
    /// Is a table row.
    pub(in super::super) const ROW: usize = 9;
    /// Is a part of a table that holds rows.
    pub(in super::super) const SECTION: usize = 10;
    /// Begins SVG or MathML.
    pub(in super::super) const FOREIGN: usize = 11;
    /// Begins HTML in SVG or MathML.
    pub(in super::super) const INTEGRATION: usize = 12;
}

/// All bits that are kinds of boundary.
pub(super) const BOUNDARY: Traits = (1 << KINDS) - 1;
/// The bit of heading names.
pub(super) const HEADING: Traits = 1 << kind::HEADING;
/// The bit of cells, captions and column groups.
pub(super) const CELL: Traits = 1 << kind::CELL;
/// The bit of table rows.
pub(super) const ROW: Traits = 1 << kind::ROW;
/// The bit of table sections.
pub(super) const SECTION: Traits = 1 << kind::SECTION;
/// The bit of tables and what else ends the table scope.
pub(super) const TABLE: Traits = 1 << kind::TABLE;
/// The bit of `svg` and `math`.
pub(super) const FOREIGN: Traits = 1 << kind::FOREIGN;
/// The bit of names that hold HTML in SVG or MathML.
pub(super) const INTEGRATION: Traits = 1 << kind::INTEGRATION;
/// A list that stands directly in a table is a boundary for the rows in it.
pub(super) const ROWS: Traits = 1 << kind::ROWS;
/// What an element is that holds HTML in SVG or MathML.
pub(super) const GATE: Traits = SCOPES | SPECIAL | INTEGRATION;
/// Has no content and no end tag.
pub(super) const VOID: Traits = 1 << 13;
/// Holds text without tags and without character references.
pub(super) const RAW: Traits = 1 << 14;
/// Holds text without tags.
pub(super) const PLAIN_TEXT: Traits = 1 << 15;
/// Holds a script.
pub(super) const SCRIPT: Traits = 1 << 16;
/// Holds the rest of the document as text.
pub(super) const REST: Traits = 1 << 17;
/// Its start tag closes an open `p`.
pub(super) const ENDS_P: Traits = 1 << 18;
/// Its end tag reaches as far as the scope.
pub(super) const BLOCK: Traits = 1 << 19;
/// May stand in `head`.
pub(super) const IN_HEAD: Traits = 1 << 20;
/// Its start tag ends SVG and MathML.
pub(super) const BREAKOUT: Traits = 1 << 21;
/// A first line break in it does not count.
pub(super) const NEWLINE: Traits = 1 << 22;
/// Its start tag closes an open element of the same name.
pub(super) const ONCE: Traits = 1 << 23;
/// Is a list item: it closes an open one of the same list.
pub(super) const ITEM: Traits = 1 << 24;
/// Is a formatting element: closed as soon as the blocks that its end tag stood in are closed.
pub(super) const FORMATTING: Traits = 1 << 25;
/// Is a list.
pub(super) const LISTING: Traits = 1 << 26;

const SCOPES: Traits = 1 << kind::SCOPE | 1 << kind::BUTTON | 1 << kind::LIST;
const SPECIAL: Traits = 1 << kind::SPECIAL | 1 << kind::HARD;

/// Fixed ids: the places of the names in the first list of [`LISTS`].
pub(super) mod id {
    pub(in super::super) const HTML: u32 = 0;
    pub(in super::super) const HEAD: u32 = 1;
    pub(in super::super) const BODY: u32 = 2;
    pub(in super::super) const P: u32 = 3;
    pub(in super::super) const LI: u32 = 4;
    pub(in super::super) const DD: u32 = 5;
    pub(in super::super) const DT: u32 = 6;
    pub(in super::super) const FORM: u32 = 7;
    pub(in super::super) const BR: u32 = 8;
    pub(in super::super) const TABLE: u32 = 9;
    pub(in super::super) const TEMPLATE: u32 = 10;
    pub(in super::super) const OPTION: u32 = 11;
    pub(in super::super) const OPTGROUP: u32 = 12;
}

/// The names that have each trait.
const LISTS: [(Traits, &str); 29] = [
    (0, "html head body p li dd dt form br table template option optgroup"),
    (VOID, "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr"),
    (RAW, "style xmp iframe noembed noframes"),
    (PLAIN_TEXT, "textarea title"),
    (SCRIPT, "script"),
    (REST, "plaintext"),
    (
        ENDS_P,
        "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header \
         hgroup main menu nav ol p search section summary ul h1 h2 h3 h4 h5 h6 pre listing form table hr xmp \
         plaintext li dd dt",
    ),
    (
        BLOCK,
        "address article aside blockquote button center details dialog dir div dl fieldset figcaption figure footer \
         header hgroup listing main menu nav ol pre search section select summary ul form dd dt applet marquee object \
         noscript",
    ),
    (SCOPES, "applet caption html table td th marquee object template"),
    (1 << kind::BUTTON, "button"),
    (1 << kind::LIST, "ol ul"),
    (
        SPECIAL,
        "applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd \
         details dir dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header \
         hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript \
         object ol param plaintext pre script search section select source style summary table tbody td template \
         textarea tfoot th thead title tr track ul wbr xmp",
    ),
    (1 << kind::SPECIAL, "address div p"),
    (HEADING, "h1 h2 h3 h4 h5 h6"),
    (CELL, "td th caption colgroup"),
    (ROW, "tr"),
    (SECTION, "tbody thead tfoot"),
    (TABLE | ROWS, "table html template"),
    (FOREIGN, "svg math"),
    (INTEGRATION, "foreignobject desc title mi mo mn ms mtext annotation-xml"),
    (IN_HEAD, "base basefont bgsound link meta noframes noscript script style template title"),
    (
        BREAKOUT,
        "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu \
         meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
    ),
    (NEWLINE, "pre listing textarea"),
    (ONCE, "a nobr button option optgroup select"),
    (ITEM, "li dd dt"),
    (FORMATTING, "a b big code em font i nobr s small strike strong tt u"),
    (LISTING, "ul ol dl menu dir"),
    (
        0,
        "abbr acronym audio bdi bdo blink canvas cite data datalist del dfn ins kbd label legend map mark meter output",
    ),
    (
        0,
        "picture progress q rb rp rt rtc ruby samp slot span sub sup time var video g path use symbol defs rect circle",
    ),
];

/// The names of the standard.
pub(super) struct Known {
    /// The names by id.
    pub(super) names: Vec<&'static str>,
    /// What the names mean, by id.
    pub(super) traits: Vec<Traits>,
    /// The ids by name.
    ids: FxHashMap<&'static [u8], u32>,
}

impl Known {
    /// The id of a name in lower case.
    pub(super) fn id(&self, name: &[u8]) -> Option<u32> {
        self.ids.get(name).copied()
    }

    fn add(&mut self, name: &'static str, traits: Traits) {
        let next = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let id = *self.ids.entry(name.as_bytes()).or_insert(next);
        if id == next {
            self.names.push(name);
            self.traits.push(0);
        }
        if let Some(all) = self.traits.get_mut(id as usize) {
            *all |= traits;
        }
    }
}

/// The names of the standard, which have the same ids in every tree.
pub(super) static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known { names: Vec::new(), traits: Vec::new(), ids: FxHashMap::default() };
    for (traits, names) in LISTS {
        names.split_ascii_whitespace().for_each(|name| known.add(name, traits));
    }
    known
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixed_ids_are_those_of_their_names() {
        let fixed = [("html", id::HTML), ("head", id::HEAD), ("body", id::BODY), ("p", id::P), ("li", id::LI)];
        let more = [("dd", id::DD), ("dt", id::DT), ("form", id::FORM), ("br", id::BR), ("table", id::TABLE)];
        let last = [("template", id::TEMPLATE), ("option", id::OPTION), ("optgroup", id::OPTGROUP)];
        for (name, id) in fixed.into_iter().chain(more).chain(last) {
            assert_eq!(KNOWN.id(name.as_bytes()), Some(id), "{name}");
        }
    }

    #[test]
    fn a_name_has_the_traits_of_all_its_lists() {
        let traits = |name: &str| KNOWN.id(name.as_bytes()).map_or(0, |id| KNOWN.traits[id as usize]);
        assert_eq!(traits("td") & (CELL | SCOPES | VOID), CELL | SCOPES);
        assert_eq!(traits("br") & (VOID | ENDS_P | BREAKOUT), VOID | BREAKOUT);
        assert_eq!(traits("div") & SPECIAL, 1 << kind::SPECIAL);
    }
}
