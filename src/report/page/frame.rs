//! The frame of a page: its head, its table of contents, its sections and figures.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::facts::Facts;
use crate::kernel::printable::cell;
use crate::report::plots::Figure;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Nothing may be fetched: the page is all there is.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// A page under way.
pub(super) struct Pages<'a> {
    facts: &'a Facts,
    /// Figures that no section shows yet.
    figures: Vec<&'a Figure>,
    sections: Vec<(&'static str, String, Markup)>,
}

impl<'a> Pages<'a> {
    /// An empty page with its figures.
    pub(super) fn new(facts: &'a Facts, figures: &'a [Figure]) -> Self {
        Self {
            facts,
            figures: figures.iter().collect(),
            sections: Vec::new(),
        }
    }

    /// Adds a section.
    pub(super) fn section(&mut self, id: &'static str, title: impl Into<String>, body: Markup) {
        self.sections.push((id, title.into(), body));
    }

    /// The figures whose names begin so, which no later section shows again.
    pub(super) fn figures(&mut self, prefix: &str) -> Markup {
        let (shown, left) = std::mem::take(&mut self.figures)
            .into_iter()
            .partition(|figure| figure.stem.starts_with(prefix));
        self.figures = left;
        let shown: Vec<&Figure> = shown;
        html! { @for figure in shown { (self.figure(figure)) } }
    }

    fn figure(&self, figure: &Figure) -> Markup {
        let svg = figure.svg.trim_start();
        let svg = svg.replacen("<svg ", "<svg role=\"img\" tabindex=\"0\" ", 1);
        let svg = svg.replacen(
            '>',
            &format!(" aria-label=\"{}\">", attribute(&figure.title)),
            1,
        );
        html! {
            figure id=(figure.stem) {
                (PreEscaped(svg))
                @if !figure.rows.is_empty() {
                    details.behind {
                        summary { (self.facts.say("Table behind the figure", "图中数据")) }
                        pre { (csv(&figure.rows)) }
                    }
                }
            }
        }
    }

    /// The whole page.
    pub(super) fn markup(mut self, title: &str) -> Markup {
        if !self.figures.is_empty() {
            let rest = self.figures("");
            let heading = self.facts.say("More figures", "其他图").to_owned();
            let before = self.sections.iter().position(|(id, ..)| *id == "assumed");
            let at = before.unwrap_or(self.sections.len());
            self.sections.insert(at, ("more", heading, rest));
        }
        let facts = self.facts;
        html! {
            (DOCTYPE)
            html lang=(match facts.language { crate::kernel::language::Language::English => "en", crate::kernel::language::Language::Chinese => "zh-CN" }) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content={ (facts.told("software")) " " (facts.told("version")) };
                    title { (title) }
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) }
                }
                body data-copied=(facts.say("Copied", "已复制")) data-not-copied=(facts.say("Press Ctrl+C to copy", "按 Ctrl+C 复制")) data-copy=(facts.say("Copy as CSV", "复制为 CSV")) {
                    a.skip href="#question" { (facts.say("To the content", "跳到正文")) }
                    header {
                        h1 { (title) }
                        p.note { (facts.told("software")) " " (facts.told("version")) " · " (facts.say("seed", "随机种子")) " " (facts.manifest["seed"]) " · n = " (facts.count("replications")) }
                    }
                    nav aria-label=(facts.say("Contents", "目录")) {
                        ol { @for (id, title, _) in &self.sections { li { a href={ "#" (id) } { (title) } } } }
                    }
                    main {
                        @for (id, title, body) in &self.sections {
                            section id=(id) aria-labelledby={ (id) "-title" } {
                                h2 id={ (id) "-title" } { (title) }
                                (body)
                            }
                        }
                    }
                    div id="tip" role="status" aria-live="polite" hidden {}
                    script { (PreEscaped(SCRIPT)) }
                }
            }
        }
    }
}

/// A text within quotes.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Rows as CSV.
fn csv(rows: &[Vec<String>]) -> String {
    let mut table = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = rows
        .iter()
        .try_for_each(|row| table.write_record(row.iter().map(|text| cell(text).into_owned())));
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}
