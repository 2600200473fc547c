//! Problems of input: what is wrong, where, what was expected and what to do, with an excerpt.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// A file that was read: its path as the user knows it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The path.
    pub path: String,
    /// The text.
    pub text: Arc<str>,
    /// Whether it is a shipped file, read from the program and not from disk.
    pub is_shipped: bool,
}

impl Text {
    /// Its path for messages: whether it is a shipped file is said.
    #[must_use]
    pub fn shown(&self) -> String {
        if self.is_shipped {
            format!("{} (shipped)", self.path)
        } else {
            self.path.clone()
        }
    }

    /// The name of its file.
    #[must_use]
    pub fn name(&self) -> String {
        let name = Path::new(&self.path).file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// The line of a byte, from 1.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or(&self.text);
        before.bytes().filter(|&byte| byte == b'\n').count() + 1
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// The file and the part of it that is wrong, if it could be read.
    pub place: Option<(Text, Range<usize>)>,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at a place of a file.
    #[must_use]
    pub fn at(text: &Text, span: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            message: cut(message.into()),
            place: Some((text.clone(), span)),
            help: None,
        }
    }

    /// Where it begins in its file.
    #[must_use]
    pub fn start(&self) -> Option<usize> {
        self.place.as_ref().map(|(_, span)| span.start)
    }

    /// A problem without a place.
    #[must_use]
    pub fn nowhere(message: impl Into<String>) -> Self {
        Self {
            message: cut(message.into()),
            place: None,
            help: None,
        }
    }

    /// Puts a problem without a place at one.
    #[must_use]
    pub fn put(self, text: &Text, span: Range<usize>) -> Self {
        Self {
            place: Some((text.clone(), span)),
            ..self
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Problems that are told; more do not help.
const MOST_TOLD: usize = 100;
/// Problems after which a file is read no further.
const MOST_KEPT: usize = 1_000;
/// Bytes of a message: what a file says is cut where it is longer.
const MOST_BYTES: usize = 1_500;

/// A message that is not too long to read.
fn cut(message: String) -> String {
    if message.len() <= MOST_BYTES {
        return message;
    }
    let (head, tail) = (MOST_BYTES * 2 / 3, message.len() - MOST_BYTES / 6);
    let head = &message[..message.floor_char_boundary(head)];
    let tail = &message[message.ceil_char_boundary(tail)..];
    format!("{head} … {tail}")
}

/// All problems of some input, file by file in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Whether there are so many that more need not be looked for.
    pub(super) fn are_enough(&self) -> bool {
        self.0.len() > MOST_KEPT
    }

    /// Notes a problem; where there are enough, in the place of the last.
    pub(super) fn note(&mut self, problem: Problem) -> &mut Problem {
        if self.are_enough() {
            self.0.pop();
        }
        self.0.push(problem);
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    /// Puts the problems of each file into the order of the file; files keep theirs.
    pub fn sort(&mut self) {
        let mut files: Vec<String> = Vec::new();
        let mut keyed: Vec<(usize, usize, Problem)> = Vec::new();
        for problem in self.0.drain(..) {
            let (file, at) = match &problem.place {
                Some((text, span)) => {
                    let known = files.iter().position(|path| *path == text.path);
                    let file = known.unwrap_or_else(|| {
                        files.push(text.path.clone());
                        files.len() - 1
                    });
                    (file, span.start)
                }
                None => (usize::MAX, 0),
            };
            keyed.push((file, at, problem));
        }
        keyed.sort_by_key(|(file, at, _)| (*file, *at));
        self.0 = keyed.into_iter().map(|(_, _, problem)| problem).collect();
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let renderer = Renderer::plain().decor_style(DecorStyle::Ascii);
        for (n, problem) in self.0.iter().take(MOST_TOLD).enumerate() {
            if n > 0 {
                writeln!(f)?;
            }
            writeln!(f, "{}", problem.rendered(&renderer))?;
        }
        let count = self.0.len();
        let noun = if count == 1 { "problem" } else { "problems" };
        if count > MOST_KEPT {
            write!(
                f,
                "\nmore than {MOST_KEPT} {noun}; the first {MOST_TOLD} are told"
            )
        } else if count > MOST_TOLD {
            write!(f, "\n{count} {noun}; the first {MOST_TOLD} are told")
        } else {
            write!(f, "\n{count} {noun}")
        }
    }
}

impl Problem {
    fn rendered(&self, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str());
        let path = self.place.as_ref().map(|(text, _)| text.shown());
        let excerpt = self
            .place
            .as_ref()
            .map(|(text, span)| Excerpt::of(text, span));
        let group = match (&excerpt, path) {
            (Some(excerpt), Some(path)) if excerpt.is_readable => title.element(
                Snippet::source(excerpt.lines)
                    .path(path)
                    .line_start(excerpt.line)
                    .annotation(AnnotationKind::Primary.span(excerpt.span.clone())),
            ),
            (Some(excerpt), Some(path)) => title.element(
                Origin::path(path)
                    .line(excerpt.line)
                    .char_column(excerpt.column),
            ),
            _ => annotate_snippets::Group::with_title(title),
        };
        let group = match &self.help {
            Some(help) => group.element(Level::HELP.message(help.as_str())),
            None => group,
        };
        renderer.render(&[group])
    }
}

/// The lines around a place that are shown.
struct Excerpt<'t> {
    lines: &'t str,
    /// The number of the first.
    line: usize,
    /// The place in them.
    span: Range<usize>,
    /// The column where it begins, from 1.
    column: usize,
    /// Whether they are short enough to be shown.
    is_readable: bool,
}

impl<'t> Excerpt<'t> {
    fn of(text: &'t Text, span: &Range<usize>) -> Self {
        /// Lines of a place that are shown.
        const MOST_LINES: usize = 6;
        /// Bytes before a place in its line, and of what is shown altogether.
        const MOST_BEFORE: usize = 2_000;
        const MOST_SHOWN: usize = 4_000;
        let whole = &*text.text;
        let end = whole.ceil_char_boundary(span.end);
        let start = whole.floor_char_boundary(span.start.min(end));
        let first = whole[..start].rfind('\n').map_or(0, |at| at + 1);
        let shown = &whole[first..];
        let is_readable = start - first <= MOST_BEFORE;
        // To the end of the last line of the place, or as much of it as can be read.
        let last = shown.get(end - first..).unwrap_or_default();
        let last = end - first + last.find('\n').unwrap_or(last.len());
        let few = shown.match_indices('\n').nth(MOST_LINES - 1);
        let few = few.map_or(shown.len(), |(at, _)| at);
        let cut = last
            .min(few)
            .min((start - first).saturating_add(MOST_SHOWN));
        let lines = &shown[..shown.floor_char_boundary(cut)];
        let lines = lines.strip_suffix('\r').unwrap_or(lines);
        Self {
            line: text.line(start),
            span: start - first..(end - first).min(lines.len()).max(start - first),
            column: whole[first..start].chars().count() + 1,
            lines,
            is_readable,
        }
    }
}

impl std::error::Error for Problems {}
