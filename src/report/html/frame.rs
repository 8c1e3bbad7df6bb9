//! What stands around every page: its head, its policy, its style and its script.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use crate::report::html::words::plain;
use crate::report::stamp::sealed;

/// How a page says that it is one of ours.
pub(crate) const GENERATOR: &str = concat!("<meta name=\"generator\" content=\"", env!("CARGO_PKG_NAME"), " ");

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// A whole page with this title, and a name and an address for each of its parts.
pub(super) fn page(title: &str, parts: &[(&str, &str)], body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")));
                title { (plain(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "Skip to the content" }
                (navigation(parts))
                main #main tabindex="-1" { (body) }
                footer { p { "Made by rejoinder " (env!("CARGO_PKG_VERSION")) " from a saved page. This file loads nothing from the network." } }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    sealed(page.into_string())
}

fn navigation(parts: &[(&str, &str)]) -> Markup {
    html! {
        @if !parts.is_empty() {
            nav.parts aria-label="Parts of this page" {
                ul { @for (id, name) in parts { li { a href={ "#" (id) } { (name) } } } }
            }
        }
    }
}

/// Only the style and the script of this program may be used, and nothing be loaded or sent.
fn policy() -> String {
    let (style, script) = (hash(STYLE), hash(SCRIPT));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    )
}

/// The SHA-256 of a text, as policies write it.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_policies_want_them() {
        assert_eq!(hash(""), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn style_and_script_cannot_end_their_elements() {
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--") && !text.contains('\r'));
        }
    }
}
